"""Inspections, improvement plans with their whole chain, boards, reports and readiness."""

from inspections.models.action import Action, DateChange, Milestone, RatingChange
from inspections.models.board import (
    Attendance,
    Board,
    BoardMember,
    Decision,
    Meeting,
    MeetingAction,
    Pack,
    Paper,
)
from inspections.models.evidence import Evidence, Risk, RiskChange, Said, Video
from inspections.models.inspection import Clock, Deferral, Finding, Inspection
from inspections.models.lists import ListCheck, PlanImport
from inspections.models.measure import Commentary, FigureImport, Measure, Planned, Reading
from inspections.models.plan import Approval, CoProduction, Partner, Plan, Priority, Version
from inspections.models.readiness import (
    ChildBundle,
    Exercise,
    InspectorRequest,
    ReadinessItem,
    TrackedChild,
)
from inspections.models.report import Bundle, Report
from inspections.models.update import Asked, Round, Update, UpdateDraft

__all__ = [
    "Action", "Approval", "Asked", "Attendance", "Board", "BoardMember", "Bundle", "ChildBundle", "Clock",
    "CoProduction", "Commentary", "DateChange", "Decision", "Deferral", "Evidence", "Exercise", "FigureImport", "Finding",
    "Inspection", "InspectorRequest", "ListCheck", "Measure", "Meeting", "MeetingAction", "Milestone", "Pack",
    "Paper", "Partner", "Plan", "PlanImport", "Planned", "Priority", "RatingChange", "ReadinessItem", "Reading",
    "Report", "Risk", "RiskChange", "Round", "Said", "TrackedChild", "Update", "UpdateDraft", "Version", "Video",
]  # fmt: skip

"""One's own details."""

from django import forms

from dco_portal.common.forms import PortalForm

REGULATORS = [
    ("", "None"),
    ("GMC", "General Medical Council (GMC)"),
    ("HCPC", "Health and Care Professions Council (HCPC)"),
    ("NMC", "Nursing and Midwifery Council (NMC)"),
    ("GDC", "General Dental Council (GDC)"),
    ("GOC", "General Optical Council (GOC)"),
    ("GPHC", "General Pharmaceutical Council (GPhC)"),
    ("SWE", "Social Work England"),
]


class ProfileForm(PortalForm):
    """Name, job, profession and how mails come."""

    name = forms.CharField(
        label="Full name", max_length=120, error_messages={"required": "Enter your name"}
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    profession = forms.CharField(
        label="Profession",
        max_length=80,
        required=False,
        help_text="If you write health advice, such as speech and language therapist.",
    )
    regulator = forms.ChoiceField(label="Regulator", choices=REGULATORS, required=False)
    registration_number = forms.CharField(
        label="Registration number", max_length=20, required=False
    )
    digest = forms.ChoiceField(
        label="Mails from the portal",
        choices=[
            ("", "One each time something happens"),
            ("yes", "One a day with everything in it"),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text="Reminders of what is due today or late always come at once.",
    )

    def clean_digest(self) -> bool:
        return self.cleaned_data["digest"] == "yes"

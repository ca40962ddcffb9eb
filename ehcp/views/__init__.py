"""Pages of health advice for EHC needs assessments."""

"""Forms of health advice for EHC needs assessments."""

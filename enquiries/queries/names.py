"""Names that the portal knows from an enquiry, to find them in words that are to be published."""

from enquiries.models import Answer, Message


def known_names(answer: Answer) -> list[str]:
    """Of the asker, the child, the child's people, the setting and everybody who wrote; empty without an enquiry.

    For the check before publishing alone: whoever checks is told which words look like a name.
    """
    enquiry = answer.enquiry
    if enquiry is None:
        return []
    found = [enquiry.asker_name, enquiry.organisation_name]
    found += [enquiry.child_details.get(key, "") for key in ("given_name", "family_name")]
    if enquiry.asker:
        found.append(enquiry.asker.name)
    if enquiry.asker_organisation:
        found.append(enquiry.asker_organisation.name)
    if enquiry.child:
        child = enquiry.child
        found += [child.given_name, child.family_name, child.known_as, child.setting_name]
        found += child.carers.values_list("name", flat=True)
    writers = Message.objects.filter(enquiry=enquiry).exclude(author=None)
    found += writers.values_list("author__name", flat=True)
    return [name for name in dict.fromkeys(found) if name]

"""Public bodies of the two demo areas: names and codes as published, a code we doubt left out.

Complaints and PALS routes are the bodies' general ones; no person's name, address or direct line.
"""

from django.db import transaction

from dco_portal.organisations.models import (
    AreaLink,
    Organisation,
    OrganisationKind,
    Place,
    ProviderService,
    ProviderType,
    ServiceKind,
)

ICB, PROVIDER, LA, SCHOOL, VOLUNTARY = OrganisationKind
COMPLAINT_ICB = (
    "You can complain to the service itself, or to the ICB that pays for it. Use the contact page "
    "of the ICB's website and say that it is a complaint. The ICB asks for consent when you "
    "complain for somebody else."
)
COMPLAINT_TRUST = (
    "Use the complaints page of the trust's website, or tell any member of its staff. The trust "
    "must acknowledge a complaint within three working days."
)
PALS_TRUST = (
    "The patient advice and liaison service (PALS) listens, explains and puts things right without "
    "a formal complaint. Its telephone number and form are on the trust's website."
)
COMPLAINT_LA = "Use the complaints page of the council's website."

# slug: kind, name, short name, codes and general routes
BODIES: dict[str, dict] = {
    "herefordshire-and-worcestershire-icb": {
        "kind": ICB,
        "name": "NHS Herefordshire and Worcestershire Integrated Care Board",
        "short_name": "NHS Herefordshire and Worcestershire",
        "ods_code": "QGH",
        "website": "https://herefordshireandworcestershire.icb.nhs.uk/",
        "complaints_contact": COMPLAINT_ICB,
    },
    "herefordshire-and-worcestershire-health-and-care": {
        "kind": PROVIDER,
        "provider_type": ProviderType.NHS_TRUST,
        "name": "Herefordshire and Worcestershire Health and Care NHS Trust",
        "short_name": "Herefordshire and Worcestershire Health and Care",
        "ods_code": "R1A",
        "website": "https://www.hacw.nhs.uk/",
        "complaints_contact": COMPLAINT_TRUST,
        "pals_contact": PALS_TRUST,
    },
    "worcestershire-acute-hospitals": {
        "kind": PROVIDER,
        "provider_type": ProviderType.NHS_TRUST,
        "name": "Worcestershire Acute Hospitals NHS Trust",
        "short_name": "Worcestershire Acute Hospitals",
        "ods_code": "RWP",
        "website": "https://www.worcsacute.nhs.uk/",
        "complaints_contact": COMPLAINT_TRUST,
        "pals_contact": PALS_TRUST,
    },
    "worcestershire-county-council": {
        "kind": LA,
        "name": "Worcestershire County Council",
        "gss_code": "E10000034",
        "dfe_number": "885",
        "website": "https://www.worcestershire.gov.uk/",
        "complaints_contact": COMPLAINT_LA,
    },
    "herefordshire-council": {
        "kind": LA,
        "name": "Herefordshire Council",
        "gss_code": "E06000019",
        "website": "https://www.herefordshire.gov.uk/",
        "complaints_contact": COMPLAINT_LA,
    },
    "worcestershire-sendiass": {
        "kind": VOLUNTARY,
        "name": "Worcestershire SENDIASS",
    },
    "worcestershire-parent-carer-forum": {
        "kind": VOLUNTARY,
        "name": "Worcestershire Parent Carer Forum",
    },
    "regency-high-school": {"kind": SCHOOL, "name": "Regency High School, Worcester"},
    "nunnery-wood-high-school": {"kind": SCHOOL, "name": "Nunnery Wood High School, Worcester"},
    "bsw-icb": {
        "kind": ICB,
        "name": "NHS Bath and North East Somerset, Swindon and Wiltshire Integrated Care Board",
        "short_name": "NHS BSW",
        "ods_code": "QOX",
        "gss_code": "E54000040",
        "website": "https://bsw.icb.nhs.uk/",
        "complaints_contact": COMPLAINT_ICB,
    },
    "hcrg-care-group": {
        "kind": PROVIDER,
        "provider_type": ProviderType.OTHER,
        "name": "HCRG Care Group",
        "website": "https://www.hcrgcaregroup.com/",
        "complaints_contact": "Use the feedback page of the company's website, or tell any "
        "member of its staff.",
        "pals_contact": "The company's customer services help before a complaint is needed; the "
        "telephone number is on its website.",
    },
    "great-western-hospitals": {
        "kind": PROVIDER,
        "provider_type": ProviderType.FOUNDATION_TRUST,
        "name": "Great Western Hospitals NHS Foundation Trust",
        "short_name": "Great Western Hospitals",
        "ods_code": "RN3",
        "website": "https://www.gwh.nhs.uk/",
        "complaints_contact": COMPLAINT_TRUST,
        "pals_contact": PALS_TRUST,
    },
    "royal-united-hospitals-bath": {
        "kind": PROVIDER,
        "provider_type": ProviderType.FOUNDATION_TRUST,
        "name": "Royal United Hospitals Bath NHS Foundation Trust",
        "short_name": "Royal United Hospitals Bath",
        "ods_code": "RD1",
        "website": "https://www.ruh.nhs.uk/",
        "complaints_contact": COMPLAINT_TRUST,
        "pals_contact": PALS_TRUST,
    },
    "salisbury-nhs-foundation-trust": {
        "kind": PROVIDER,
        "provider_type": ProviderType.FOUNDATION_TRUST,
        "name": "Salisbury NHS Foundation Trust",
        "short_name": "Salisbury",
        "ods_code": "RNZ",
        "website": "https://www.salisbury.nhs.uk/",
        "complaints_contact": COMPLAINT_TRUST,
        "pals_contact": PALS_TRUST,
    },
    "bath-and-north-east-somerset-council": {
        "kind": LA,
        "name": "Bath and North East Somerset Council",
        "gss_code": "E06000022",
        "dfe_number": "800",
        "website": "https://www.bathnes.gov.uk/",
        "complaints_contact": COMPLAINT_LA,
    },
    "swindon-borough-council": {
        "kind": LA,
        "name": "Swindon Borough Council",
        "gss_code": "E06000030",
        "dfe_number": "866",
        "website": "https://www.swindon.gov.uk/",
        "complaints_contact": COMPLAINT_LA,
    },
    "wiltshire-council": {
        "kind": LA,
        "name": "Wiltshire Council",
        "gss_code": "E06000054",
        "dfe_number": "865",
        "website": "https://www.wiltshire.gov.uk/",
        "complaints_contact": COMPLAINT_LA,
    },
    "wiltshire-parent-carer-council": {
        "kind": VOLUNTARY,
        "name": "Wiltshire Parent Carer Council",
    },
    "swindon-send-families-voice": {"kind": VOLUNTARY, "name": "Swindon SEND Families Voice"},
    "wiltshire-sendiass": {"kind": VOLUNTARY, "name": "Wiltshire SENDIASS"},
    "hardenhuish-school": {"kind": SCHOOL, "name": "Hardenhuish School, Chippenham"},
    "silverwood-school": {"kind": SCHOOL, "name": "Silverwood School, Wiltshire"},
}
AREAS = {
    "worcestershire-county-council": "herefordshire-and-worcestershire-icb",
    "herefordshire-council": "herefordshire-and-worcestershire-icb",
    "bath-and-north-east-somerset-council": "bsw-icb",
    "swindon-borough-council": "bsw-icb",
    "wiltshire-council": "bsw-icb",
}
# The authority in whose area a school or voluntary organisation is.
SETTINGS_IN = {
    "worcestershire-sendiass": "worcestershire-county-council",
    "worcestershire-parent-carer-forum": "worcestershire-county-council",
    "regency-high-school": "worcestershire-county-council",
    "nunnery-wood-high-school": "worcestershire-county-council",
    "wiltshire-parent-carer-council": "wiltshire-council",
    "wiltshire-sendiass": "wiltshire-council",
    "swindon-send-families-voice": "swindon-borough-council",
    "hardenhuish-school": "wiltshire-council",
    "silverwood-school": "wiltshire-council",
}
PLACES = {
    "worcestershire": ("Worcestershire", "worcestershire-county-council"),
    "herefordshire": ("Herefordshire", "herefordshire-council"),
    "bath-and-north-east-somerset": (
        "Bath and North East Somerset",
        "bath-and-north-east-somerset-council",
    ),
    "swindon": ("Swindon", "swindon-borough-council"),
    "wiltshire": ("Wiltshire", "wiltshire-council"),
}
WORCESTERSHIRE = ("worcestershire-county-council",)
BOTH_COUNTIES = (*WORCESTERSHIRE, "herefordshire-council")
BANES, SWINDON, WILTSHIRE = (
    ("bath-and-north-east-somerset-council",),
    ("swindon-borough-council",),
    ("wiltshire-council",),
)
K = ServiceKind
# provider: (kind, name, authorities covered)
SERVICES: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "herefordshire-and-worcestershire-health-and-care": (
        (K.COMMUNITY_PAEDIATRICS, "Community paediatrics", WORCESTERSHIRE),
        (K.SPEECH_AND_LANGUAGE, "Children's speech and language therapy", WORCESTERSHIRE),
        (K.OCCUPATIONAL_THERAPY, "Children's occupational therapy", WORCESTERSHIRE),
        (K.PHYSIOTHERAPY, "Children's physiotherapy", WORCESTERSHIRE),
        (K.CAMHS, "CAMHS", BOTH_COUNTIES),
        (K.AUTISM_PATHWAY, "Umbrella Pathway", WORCESTERSHIRE),
        (K.LEARNING_DISABILITY, "Children's learning disability nursing", BOTH_COUNTIES),
        (K.COMMUNITY_NURSING, "Children's community nursing", WORCESTERSHIRE),
        (K.SPECIAL_SCHOOL_NURSING, "Special school nursing", WORCESTERSHIRE),
        (K.PUBLIC_HEALTH_NURSING, "Starting Well public health nursing", WORCESTERSHIRE),
        (K.DIETETICS, "Children's dietetics", WORCESTERSHIRE),
        (K.CONTINENCE, "Children's continence", WORCESTERSHIRE),
    ),
    "worcestershire-acute-hospitals": (
        (K.ACUTE_PAEDIATRICS, "Hospital paediatrics", WORCESTERSHIRE),
        (K.AUDIOLOGY, "Children's audiology", WORCESTERSHIRE),
        (K.OPHTHALMOLOGY, "Ophthalmology and orthoptics", WORCESTERSHIRE),
    ),
    "hcrg-care-group": (
        (K.COMMUNITY_PAEDIATRICS, "Community paediatrics", WILTSHIRE),
        (K.SPEECH_AND_LANGUAGE, "Children's speech and language therapy", BANES + WILTSHIRE),
        (K.OCCUPATIONAL_THERAPY, "Children's occupational therapy", WILTSHIRE),
        (K.PHYSIOTHERAPY, "Children's physiotherapy", WILTSHIRE),
        (K.LEARNING_DISABILITY, "Children's learning disability nursing", WILTSHIRE),
        (K.COMMUNITY_NURSING, "Children's community nursing", WILTSHIRE),
        (K.PUBLIC_HEALTH_NURSING, "Health visiting and school nursing", WILTSHIRE),
    ),
    "great-western-hospitals": (
        (K.COMMUNITY_PAEDIATRICS, "Community paediatrics", SWINDON),
        (K.ACUTE_PAEDIATRICS, "Hospital paediatrics", SWINDON),
        (K.AUDIOLOGY, "Children's audiology", SWINDON),
        (K.OPHTHALMOLOGY, "Ophthalmology and orthoptics", SWINDON),
    ),
    "royal-united-hospitals-bath": (
        (K.ACUTE_PAEDIATRICS, "Hospital paediatrics", BANES + WILTSHIRE),
        (K.AUDIOLOGY, "Children's audiology", BANES + WILTSHIRE),
        (K.OPHTHALMOLOGY, "Ophthalmology and orthoptics", BANES + WILTSHIRE),
    ),
    "salisbury-nhs-foundation-trust": (
        (K.ACUTE_PAEDIATRICS, "Hospital paediatrics", WILTSHIRE),
        (K.AUDIOLOGY, "Children's audiology", WILTSHIRE),
        (K.OPHTHALMOLOGY, "Ophthalmology and orthoptics", WILTSHIRE),
    ),
}


def organisation(slug: str) -> Organisation:
    """A demo body by its slug."""
    return Organisation.objects.get(slug=slug)


def service(provider: str, kind: str) -> ProviderService:
    """The one service of this kind that a demo provider has."""
    return ProviderService.objects.get(provider__slug=provider, kind=kind)


@transaction.atomic
def load() -> str:
    """Make the bodies, their areas, services and places that are not there yet."""
    bodies = {
        slug: Organisation.objects.get_or_create(slug=slug, defaults=fields)[0]
        for slug, fields in BODIES.items()
    }
    for authority, icb in AREAS.items():
        AreaLink.objects.get_or_create(local_authority=bodies[authority], icb=bodies[icb])
    for setting, authority in SETTINGS_IN.items():
        if bodies[setting].local_authority_id is None:
            bodies[setting].local_authority = bodies[authority]
            bodies[setting].save()
    for slug, (name, authority) in PLACES.items():
        Place.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "icb": bodies[AREAS[authority]],
                "local_authority": bodies[authority],
            },
        )
    made = 0
    for provider, services in SERVICES.items():
        for kind, name, areas in services:
            row, new = ProviderService.objects.get_or_create(
                provider=bodies[provider], name=name, defaults={"kind": kind}
            )
            if new:
                row.areas.set(bodies[area] for area in areas)
            made += 1
    return f"{len(bodies)} organisations, {made} services, {len(PLACES)} places"

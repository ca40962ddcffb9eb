"""Bodies of the directory and the places of the demo's entries: public buildings and town centres.

A town stands for a service whose clinics are in several buildings: it says so, and gives no address
that we do not know. Latitudes and longitudes are of the building or the town's centre.
"""

from typing import NamedTuple

ACCESS_HOSPITAL = "step-free accessible-toilet blue-badge lift assistance-dogs"


class Spot(NamedTuple):
    """A place: name, first line, town, county, postcode, latitude, longitude, accessibility codes."""

    name: str
    address: str
    town: str
    county: str
    postcode: str
    latitude: float
    longitude: float
    access: str = ""


def _town(name: str, county: str, latitude: float, longitude: float) -> Spot:
    return Spot(f"In and around {name}", "", name, county, "", latitude, longitude)


W, B, S, T = "Worcestershire", "Somerset", "Wiltshire", "Wiltshire"
PLACES: dict[str, Spot] = {
    "worcester": _town("Worcester", W, 52.1936, -2.2216),
    "kidderminster": _town("Kidderminster", W, 52.3885, -2.2500),
    "redditch": _town("Redditch", W, 52.3065, -1.9450),
    "bromsgrove": _town("Bromsgrove", W, 52.3353, -2.0579),
    "malvern": _town("Malvern", W, 52.1120, -2.3250),
    "evesham": _town("Evesham", W, 52.0920, -1.9470),
    "droitwich": _town("Droitwich Spa", W, 52.2670, -2.1530),
    "pershore": _town("Pershore", W, 52.1100, -2.0760),
    "stourport": _town("Stourport-on-Severn", W, 52.3390, -2.2790),
    "leominster": _town("Leominster", "Herefordshire", 52.2280, -2.7390),
    "bath": _town("Bath", B, 51.3811, -2.3590),
    "keynsham": _town("Keynsham", B, 51.4130, -2.4980),
    "midsomer-norton": _town("Midsomer Norton", B, 51.2850, -2.4820),
    "swindon": _town("Swindon", S, 51.5558, -1.7797),
    "trowbridge": _town("Trowbridge", T, 51.3200, -2.2080),
    "chippenham": _town("Chippenham", T, 51.4600, -2.1160),
    "salisbury": _town("Salisbury", T, 51.0688, -1.7945),
    "devizes": _town("Devizes", T, 51.3520, -1.9950),
    "melksham": _town("Melksham", T, 51.3730, -2.1390),
    "warminster": _town("Warminster", T, 51.2050, -2.1810),
    "marlborough": _town("Marlborough", T, 51.4200, -1.7300),
    "amesbury": _town("Amesbury", T, 51.1730, -1.7800),
    "birmingham": _town("Birmingham", "West Midlands", 52.4800, -1.9000),
    "worcester-royal": Spot(
        "Worcestershire Royal Hospital", "Charles Hastings Way", "Worcester", W, "WR5 1DD",
        52.1917, -2.1800, ACCESS_HOSPITAL,
    ),
    "alexandra": Spot(
        "Alexandra Hospital", "Woodrow Drive", "Redditch", W, "B98 7UB", 52.2797, -1.9123, ACCESS_HOSPITAL,
    ),
    "kidderminster-hospital": Spot(
        "Kidderminster Hospital and Treatment Centre", "Bewdley Road", "Kidderminster", W, "DY11 6RJ",
        52.3862, -2.2620, ACCESS_HOSPITAL,
    ),
    "county-hall-worcester": Spot(
        "County Hall", "Spetchley Road", "Worcester", W, "WR5 2NP", 52.1935, -2.1855,
        "step-free accessible-toilet blue-badge hearing-loop lift",
    ),
    "hive": Spot(
        "The Hive", "Sawmill Walk", "Worcester", W, "WR1 3PD", 52.1947, -2.2262,
        "step-free accessible-toilet changing-places lift hearing-loop quiet-space",
    ),
    "ruh": Spot(
        "Royal United Hospital", "Combe Park", "Bath", B, "BA1 3NG", 51.3920, -2.3905, ACCESS_HOSPITAL,
    ),
    "great-western": Spot(
        "Great Western Hospital", "Marlborough Road", "Swindon", S, "SN3 6BB", 51.5386, -1.7275, ACCESS_HOSPITAL,
    ),
    "salisbury-hospital": Spot(
        "Salisbury District Hospital", "Odstock Road", "Salisbury", T, "SP2 8BJ", 51.0440, -1.7900, ACCESS_HOSPITAL,
    ),
    "county-hall-trowbridge": Spot(
        "County Hall", "Bythesea Road", "Trowbridge", T, "BA14 8JN", 51.3170, -2.2110,
        "step-free accessible-toilet blue-badge hearing-loop lift",
    ),
    "swindon-civic": Spot(
        "Civic Offices", "Euclid Street", "Swindon", S, "SN1 2JH", 51.5590, -1.7760,
        "step-free accessible-toilet blue-badge hearing-loop lift",
    ),
    "bath-guildhall": Spot(
        "Guildhall", "High Street", "Bath", B, "BA1 5AW", 51.3826, -2.3590,
        "step-free accessible-toilet lift hearing-loop",
    ),
}  # fmt: skip

# key: (type, name, what it is, website, slug of the portal's own organisation or "")
BODIES: dict[str, tuple[str, str, str, str, str]] = {
    "hwhct": ("nhs", "Herefordshire and Worcestershire Health and Care NHS Trust", "Community and mental health services for the two counties.", "https://www.hacw.nhs.uk/", "herefordshire-and-worcestershire-health-and-care"),
    "wah": ("nhs", "Worcestershire Acute Hospitals NHS Trust", "The county’s hospitals in Worcester, Redditch and Kidderminster.", "https://www.worcsacute.nhs.uk/", "worcestershire-acute-hospitals"),
    "wcc": ("council", "Worcestershire County Council", "Education, social care and public health in Worcestershire.", "https://www.worcestershire.gov.uk/", "worcestershire-county-council"),
    "wsendiass": ("council", "Worcestershire SENDIASS", "Impartial advice about SEND for families in Worcestershire.", "https://www.worcestershire.gov.uk/", "worcestershire-sendiass"),
    "wpcf": ("charity", "Worcestershire Parent Carer Forum", "Parents and carers who speak up together.", "", "worcestershire-parent-carer-forum"),
    "hcrg": ("private", "HCRG Care Group", "Community health services for the NHS in Bath and North East Somerset, Swindon and Wiltshire.", "https://www.hcrgcaregroup.com/", "hcrg-care-group"),
    "gwh": ("nhs", "Great Western Hospitals NHS Foundation Trust", "The hospital in Swindon and some community services.", "https://www.gwh.nhs.uk/", "great-western-hospitals"),
    "ruhb": ("nhs", "Royal United Hospitals Bath NHS Foundation Trust", "The hospital in Bath.", "https://www.ruh.nhs.uk/", "royal-united-hospitals-bath"),
    "sft": ("nhs", "Salisbury NHS Foundation Trust", "The hospital in Salisbury.", "https://www.salisbury.nhs.uk/", "salisbury-nhs-foundation-trust"),
    "oxford": ("nhs", "Oxford Health NHS Foundation Trust", "Mental health services, among them child and adolescent services.", "https://www.oxfordhealth.nhs.uk/", ""),
    "banes": ("council", "Bath and North East Somerset Council", "Education, social care and public health in the district.", "https://www.bathnes.gov.uk/", "bath-and-north-east-somerset-council"),
    "swindonbc": ("council", "Swindon Borough Council", "Education, social care and public health in Swindon.", "https://www.swindon.gov.uk/", "swindon-borough-council"),
    "wiltsc": ("council", "Wiltshire Council", "Education, social care and public health in Wiltshire.", "https://www.wiltshire.gov.uk/", "wiltshire-council"),
    "wpcc": ("charity", "Wiltshire Parent Carer Council", "Parents and carers who speak up together in Wiltshire.", "", "wiltshire-parent-carer-council"),
    "sfv": ("charity", "Swindon SEND Families Voice", "Parents and carers who speak up together in Swindon.", "", "swindon-send-families-voice"),
    "wiltsendiass": ("charity", "Wiltshire SENDIASS", "Impartial advice about SEND for families in Wiltshire.", "", "wiltshire-sendiass"),
    "england": ("nhs", "NHS 111 and national NHS services", "Services that the NHS gives in every area.", "https://www.nhs.uk/", ""),
    "dwp": ("council", "Department for Work and Pensions", "Benefits and help into work.", "https://www.gov.uk/", ""),
}  # fmt: skip
CHARITIES: dict[str, tuple[str, str, str]] = {
    "acorns": ("Acorns Children’s Hospice", "Care for children with life-limiting conditions and their families.", "https://www.acorns.org.uk/"),
    "onside": ("Onside", "Advocacy and wellbeing in Worcestershire.", "https://www.onside-advocacy.org.uk/"),
    "carers-worcs": ("Worcestershire Association of Carers", "Help for unpaid carers in Worcestershire.", "https://carersworcs.org.uk/"),
    "yss": ("YSS", "Support for young people and families, young carers among them.", "https://www.yss.org.uk/"),
    "sight-concern": ("Sight Concern Worcestershire", "Help for blind and partially sighted people.", "https://sightconcern.org.uk/"),
    "deaf-direct": ("Deaf Direct", "Help for deaf people, and sign language.", "https://www.deafdirect.org.uk/"),
    "autism-wm": ("Autism West Midlands", "Help for autistic people and their families.", "https://autismwestmidlands.org.uk/"),
    "aspie": ("ASPIE", "A social group for autistic adults in Worcester.", "https://www.aspie.org.uk/"),
    "megan-baker": ("Megan Baker House", "Conductive education.", "https://www.meganbakerhouse.org.uk/"),
    "malvern-special": ("Malvern Special Families", "Play and holidays for disabled children.", ""),
    "where-next": ("Where Next Association", "Work and learning for people with a learning disability.", ""),
    "ncw": ("New College Worcester", "A national school and college for vision-impaired young people.", "https://www.ncw.co.uk/"),
    "how": ("Heart of Worcestershire College", "A further education college.", "https://www.howcollege.ac.uk/"),
    "julias": ("Julia’s House", "A children’s hospice charity in Dorset and Wiltshire.", "https://www.juliashouse.org/"),
    "otr-bath": ("Off the Record Bath and North East Somerset", "Emotional wellbeing support for young people.", "https://www.offtherecord-banes.co.uk/"),
    "bath-carers": ("Bath Carers’ Centre", "Help for unpaid carers.", "https://banescarerscentre.org.uk/"),
    "carer-wilts": ("Carers Together Wiltshire", "Help for unpaid carers in Wiltshire.", ""),
    "swindon-carers": ("Swindon Carers Centre", "Help for unpaid carers in Swindon.", "https://www.swindoncarers.org.uk/"),
    "bapp": ("Bath Area Play Project", "Play for all children, with extra help where needed.", "https://www.bapp.org.uk/"),
    "sdsg": ("Swindon Down’s Syndrome Group", "Families of children with Down’s syndrome.", "https://www.swindondowns.org.uk/"),
    "wpf": ("Wiltshire People First", "Self-advocacy of people with a learning disability.", ""),
    "fairfield": ("Fairfield Farm College", "A specialist college for young people with learning disabilities.", "https://www.ffc.ac.uk/"),
    "uplands": ("Uplands Enterprise Trust", "Training and work for young people with learning disabilities.", ""),
    "kooth": ("Kooth", "Online counselling for young people.", "https://www.kooth.com/"),
    "contact": ("Contact", "For families with disabled children.", "https://contact.org.uk/"),
    "nas": ("National Autistic Society", "For autistic people and their families.", "https://www.autism.org.uk/"),
    "ndcs": ("National Deaf Children’s Society", "For deaf children and their families.", "https://www.ndcs.org.uk/"),
    "rnib": ("Royal National Institute of Blind People", "For people with sight loss.", "https://www.rnib.org.uk/"),
    "youngminds": ("YoungMinds", "For young people’s mental health.", "https://www.youngminds.org.uk/"),
    "cerebra": ("Cerebra", "For children with brain conditions.", "https://cerebra.org.uk/"),
    "familyfund": ("Family Fund", "Grants for families raising disabled children.", "https://www.familyfund.org.uk/"),
    "ipsea": ("IPSEA", "Independent advice on special educational needs law.", "https://www.ipsea.org.uk/"),
    "sibs": ("Sibs", "For brothers and sisters of disabled children and adults.", "https://www.sibs.org.uk/"),
    "mencap": ("Mencap", "For people with a learning disability.", "https://www.mencap.org.uk/"),
    "dsa": ("Down’s Syndrome Association", "For people with Down’s syndrome and their families.", "https://www.downs-syndrome.org.uk/"),
    "eric": ("ERIC, the children’s bowel and bladder charity", "For children with continence difficulties.", "https://eric.org.uk/"),
    "sleep": ("The Sleep Charity", "Advice on sleep.", "https://thesleepcharity.org.uk/"),
    "slcuk": ("Speech and Language UK", "For children with speech and language difficulties.", "https://speechandlanguage.org.uk/"),
    "stamma": ("Stamma", "For people who stammer.", "https://stamma.org/"),
    "beat": ("Beat", "For people with eating disorders and their families.", "https://www.beateatingdisorders.org.uk/"),
    "scope": ("Scope", "For disabled people and their families.", "https://www.scope.org.uk/"),
    "whizz": ("Whizz Kidz", "Wheelchairs and confidence for young wheelchair users.", "https://www.whizz-kidz.org.uk/"),
    "adhduk": ("ADHD UK", "For people with ADHD and their families.", "https://adhduk.co.uk/"),
    "bda": ("British Dyslexia Association", "For people with dyslexia.", "https://www.bdadyslexia.org.uk/"),
    "turn2us": ("Turn2us", "Finding benefits and grants.", "https://www.turn2us.org.uk/"),
}  # fmt: skip

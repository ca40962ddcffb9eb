"""Postcode districts and towns of the demo areas, from general knowledge: good enough to find what is near.

A district's point is its main place to the nearest kilometre or so. A district that crosses a border
names every authority in it, so that whoever needs the one authority asks. A real installation loads
the whole country's postcodes: `manage.py load_postcodes FILE`.
"""

from dco_portal.organisations.actions import reference

WORCS, HEREFS = "E10000034", "E06000019"
BANES, SWINDON, WILTS = "E06000022", "E06000030", "E06000054"
GLOS, WARKS, SHROPS, STAFFS = "E10000013", "E10000031", "E06000051", "E10000028"
DUDLEY, BIRMINGHAM, SOLIHULL, POWYS = "E08000027", "E08000025", "E08000029", "W06000023"
SOMERSET, S_GLOS, BRISTOL, N_SOMERSET = "E06000066", "E06000025", "E06000023", "E06000024"
DORSET, HANTS, W_BERKS, OXON = "E06000059", "E10000014", "E06000037", "E10000025"
COUNTIES = {
    "Worcestershire": WORCS,
    "Herefordshire": HEREFS,
    "Bath and North East Somerset": BANES,
    "Swindon": SWINDON,
    "Wiltshire": WILTS,
}
ICBS = {WORCS: "QGH", HEREFS: "QGH", BANES: "QOX", SWINDON: "QOX", WILTS: "QOX"}

# district: easting and northing in hundreds of metres, authorities
DISTRICTS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "WR1": (3850, 2551, (WORCS,)),
    "WR2": (3832, 2547, (WORCS,)),
    "WR3": (3853, 2578, (WORCS,)),
    "WR4": (3873, 2556, (WORCS,)),
    "WR5": (3867, 2533, (WORCS,)),
    "WR6": (3745, 2600, (WORCS, HEREFS)),
    "WR7": (4000, 2570, (WORCS, WARKS)),
    "WR8": (3850, 2410, (WORCS, GLOS)),
    "WR9": (3897, 2634, (WORCS,)),
    "WR10": (3950, 2460, (WORCS,)),
    "WR11": (4037, 2440, (WORCS, WARKS, GLOS)),
    "WR12": (4097, 2375, (WORCS, GLOS)),
    "WR13": (3760, 2470, (WORCS, HEREFS)),
    "WR14": (3780, 2465, (WORCS, HEREFS)),
    "WR15": (3595, 2683, (WORCS, SHROPS, HEREFS)),
    "DY9": (3920, 2830, (DUDLEY, WORCS)),
    "DY10": (3850, 2767, (WORCS, STAFFS)),
    "DY11": (3820, 2765, (WORCS, STAFFS)),
    "DY12": (3785, 2755, (WORCS, SHROPS)),
    "DY13": (3810, 2712, (WORCS,)),
    "DY14": (3675, 2757, (SHROPS, WORCS)),
    "B38": (4043, 2789, (BIRMINGHAM, WORCS)),
    "B45": (3990, 2775, (BIRMINGHAM, WORCS)),
    "B47": (4080, 2757, (WORCS, BIRMINGHAM)),
    "B48": (4030, 2722, (WORCS,)),
    "B49": (4090, 2575, (WARKS, WORCS)),
    "B60": (3970, 2697, (WORCS,)),
    "B61": (3950, 2712, (WORCS,)),
    "B62": (3972, 2830, (DUDLEY, WORCS)),
    "B94": (4145, 2740, (WARKS, SOLIHULL, WORCS)),
    "B96": (4042, 2618, (WORCS, WARKS)),
    "B97": (4033, 2670, (WORCS,)),
    "B98": (4065, 2665, (WORCS, WARKS)),
    "GL20": (3895, 2330, (GLOS, WORCS)),
    "HR1": (3530, 2405, (HEREFS,)),
    "HR2": (3490, 2370, (HEREFS,)),
    "HR3": (3240, 2430, (HEREFS, POWYS)),
    "HR4": (3490, 2410, (HEREFS,)),
    "HR5": (3300, 2565, (HEREFS, POWYS)),
    "HR6": (3497, 2590, (HEREFS,)),
    "HR7": (3655, 2547, (HEREFS, WORCS)),
    "HR8": (3710, 2375, (HEREFS, WORCS, GLOS)),
    "HR9": (3600, 2240, (HEREFS, GLOS)),
    "BA1": (3748, 1657, (BANES, S_GLOS, WILTS)),
    "BA2": (3745, 1630, (BANES, SOMERSET, WILTS)),
    "BA3": (3680, 1540, (BANES, SOMERSET)),
    "BA4": (3618, 1437, (SOMERSET,)),
    "BA5": (3548, 1457, (SOMERSET,)),
    "BA6": (3500, 1390, (SOMERSET,)),
    "BA7": (3640, 1323, (SOMERSET,)),
    "BA8": (3705, 1225, (SOMERSET, DORSET)),
    "BA9": (3712, 1285, (SOMERSET, DORSET)),
    "BA10": (3683, 1350, (SOMERSET,)),
    "BA11": (3777, 1480, (SOMERSET, WILTS)),
    "BA12": (3873, 1450, (WILTS, SOMERSET)),
    "BA13": (3870, 1512, (WILTS,)),
    "BA14": (3857, 1580, (WILTS,)),
    "BA15": (3826, 1610, (WILTS,)),
    "BS14": (3620, 1683, (BRISTOL, BANES)),
    "BS31": (3655, 1685, (BANES, S_GLOS)),
    "BS39": (3620, 1575, (BANES, SOMERSET)),
    "BS40": (3530, 1610, (N_SOMERSET, BANES, SOMERSET)),
    "SN1": (4152, 1843, (SWINDON,)),
    "SN2": (4148, 1866, (SWINDON,)),
    "SN3": (4180, 1847, (SWINDON,)),
    "SN4": (4115, 1800, (SWINDON, WILTS)),
    "SN5": (4110, 1850, (SWINDON, WILTS)),
    "SN6": (4170, 1920, (SWINDON, WILTS, OXON, GLOS)),
    "SN7": (4290, 1955, (OXON,)),
    "SN8": (4188, 1690, (WILTS, W_BERKS, HANTS)),
    "SN9": (4165, 1600, (WILTS,)),
    "SN10": (4005, 1615, (WILTS,)),
    "SN11": (3998, 1710, (WILTS,)),
    "SN12": (3905, 1637, (WILTS,)),
    "SN13": (3868, 1703, (WILTS,)),
    "SN14": (3890, 1745, (WILTS, S_GLOS)),
    "SN15": (3935, 1735, (WILTS,)),
    "SN16": (3933, 1873, (WILTS, GLOS)),
    "SN25": (4145, 1885, (SWINDON,)),
    "SN26": (4150, 1905, (SWINDON, WILTS)),
    "SP1": (4145, 1302, (WILTS,)),
    "SP2": (4125, 1307, (WILTS,)),
    "SP3": (3945, 1300, (WILTS,)),
    "SP4": (4155, 1415, (WILTS, HANTS)),
    "SP5": (4170, 1215, (WILTS, HANTS, DORSET)),
    "SP6": (4147, 1140, (HANTS, DORSET, WILTS)),
    "SP7": (3863, 1230, (DORSET, WILTS)),
    "SP8": (3808, 1265, (DORSET, SOMERSET, WILTS)),
    "SP9": (4235, 1480, (WILTS, HANTS)),
    "SP10": (4365, 1455, (HANTS,)),
    "SP11": (4330, 1480, (HANTS, WILTS)),
    "RG17": (4335, 1687, (W_BERKS, WILTS, OXON)),
    "GL7": (4020, 2020, (GLOS, WILTS)),
    "GL8": (3890, 1933, (GLOS, WILTS)),
    "GL9": (3800, 1830, (S_GLOS, GLOS, WILTS)),
}  # fmt: skip
# county: town, easting and northing in hundreds of metres
TOWNS: dict[str, tuple[tuple[str, int, int], ...]] = {
    "Worcestershire": (
        ("Worcester", 3849, 2548), ("Malvern", 3776, 2459), ("Great Malvern", 3776, 2459),
        ("Malvern Link", 3786, 2477), ("Kidderminster", 3831, 2767), ("Redditch", 4041, 2677),
        ("Bromsgrove", 3960, 2706), ("Droitwich", 3898, 2632), ("Droitwich Spa", 3898, 2632),
        ("Evesham", 4037, 2438), ("Pershore", 3949, 2459), ("Bewdley", 3786, 2753),
        ("Stourport-on-Severn", 3811, 2713), ("Stourport", 3811, 2713), ("Tenbury Wells", 3595, 2683),
        ("Upton-upon-Severn", 3852, 2406), ("Broadway", 4096, 2375), ("Alvechurch", 4029, 2725),
        ("Hagley", 3913, 2808), ("Wythall", 4075, 2752), ("Rubery", 3993, 2773),
        ("Hartlebury", 3840, 2708), ("Inkberrow", 4015, 2572), ("Martley", 3756, 2598),
    ),
    "Herefordshire": (
        ("Hereford", 3510, 2400), ("Leominster", 3497, 2590), ("Ross-on-Wye", 3600, 2241),
        ("Ledbury", 3711, 2376), ("Bromyard", 3655, 2547), ("Kington", 3297, 2566),
    ),
    "Bath and North East Somerset": (
        ("Bath", 3751, 1648), ("Keynsham", 3654, 1685), ("Midsomer Norton", 3664, 1542),
        ("Radstock", 3689, 1549), ("Paulton", 3652, 1565), ("Peasedown St John", 3703, 1575),
        ("Saltford", 3685, 1670), ("Chew Magna", 3577, 1632),
    ),
    "Swindon": (
        ("Swindon", 4152, 1845), ("Highworth", 4201, 1924), ("Wroughton", 4143, 1803),
        ("Blunsdon", 4153, 1905), ("Stratton St Margaret", 4180, 1871),
    ),
    "Wiltshire": (
        ("Salisbury", 4144, 1299), ("Trowbridge", 3855, 1579), ("Chippenham", 3920, 1732),
        ("Devizes", 4004, 1613), ("Melksham", 3905, 1637), ("Warminster", 3873, 1451),
        ("Westbury", 3872, 1511), ("Calne", 3998, 1710), ("Corsham", 3868, 1703),
        ("Marlborough", 4188, 1691), ("Amesbury", 4155, 1414), ("Tidworth", 4235, 1490),
        ("Bradford-on-Avon", 3826, 1610), ("Malmesbury", 3933, 1873), ("Royal Wootton Bassett", 4067, 1824),
        ("Wootton Bassett", 4067, 1824), ("Cricklade", 4100, 1935), ("Pewsey", 4165, 1600),
        ("Ludgershall", 4264, 1508), ("Wilton", 4096, 1311), ("Downton", 4180, 1215),
        ("Mere", 3812, 1323), ("Tisbury", 3945, 1293), ("Box", 3824, 1685), ("Durrington", 4155, 1445),
        ("Purton", 4095, 1877), ("Bulford", 4166, 1435), ("Larkhill", 4125, 1440),
    ),
}  # fmt: skip


def load() -> str:
    """Put the districts and towns in that are not there yet."""
    districts = reference.add_districts(
        by=None,
        districts=[
            reference.District(code, authorities, _icb(authorities), (east * 100, north * 100))
            for code, (east, north, authorities) in DISTRICTS.items()
        ],
    )
    towns = reference.add_towns(
        by=None,
        towns=[
            reference.TownPoint(name, county, (east * 100, north * 100), COUNTIES[county])
            for county, rows in TOWNS.items()
            for name, east, north in rows
        ],
    )
    return f"{districts} postcode districts, {towns} towns"


def _icb(authorities: tuple[str, ...]) -> str:
    """The ICB's ODS code when all of these authorities are in the same one."""
    codes = {ICBS.get(each, "") for each in authorities}
    return codes.pop() if len(codes) == 1 else ""

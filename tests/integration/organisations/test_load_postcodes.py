"""`manage.py load_postcodes FILE` in the formats that are published."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dco_portal.audit.models import AuditEvent
from dco_portal.organisations import postcode_files
from dco_portal.organisations.models import Postcode
from tests.factories.organisations import IcbFactory, PostcodeFactory

pytestmark = pytest.mark.django_db
OLD = "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,icb,lat,long\n"
NEW = '"PCD7","PCD8","PCDS","DOINTR","DOTERM","CTY25CD","LAD25CD","EAST1M","NORTH1M","ICB23CD","LAT","LONG"\n'
ROWS = [
    "WR5 1AA,WR5  1AA,WR5 1AA,198001,,E10000034,E9,E07000237,E0,E0,0,386700,253300,1,E54000019,52.1,-2.1",
    "BA1 1AA,BA1  1AA,BA1 1AA,198001,200512,E99999999,E9,E06000022,E0,E0,0,374800,165700,1,E54000040,51.3,-2.3",
    "BT1 1AA,BT1  1AA,BT1 1AA,198001,,N99999999,N9,N09000003,N0,N0,0,333800,374200,1,N9,54.6,-5.9",
    "GY1 1AA,GY1  1AA,GY1 1AA,198001,,L99999999,L9,L99999999,L0,L0,0,,,9,L9,99.999999,0.000000",
]
CODE_POINT = [
    '"WR5 1AA",10,386700,253300,"E92000001","E19000002","E18000005","E10000034","E07000237","E05007875"',
    '"WR5 1B1",10,386701,253301,"E92000001","","","","E06000019","E05007875"',
    '"WR5 9ZZ",90,0,0,"E92000001","","","E10000034","E07000237","E05007875"',
]


def load(path: Path, capsys) -> str:
    call_command("load_postcodes", str(path))
    captured = capsys.readouterr()
    return captured.out + captured.err


def stored(code: str) -> tuple:
    row = Postcode.objects.get(pk=code)
    return row.local_authority_gss, row.icb_ods, row.easting, row.northing, row.terminated_on


def test_the_ons_postcode_directory(tmp_path, capsys):
    IcbFactory(gss_code="E54000040", ods_code="QOX")
    path = tmp_path / "ONSPD.csv"
    path.write_text(OLD + "\n".join(ROWS))

    said = load(path, capsys)

    assert stored("WR51AA") == (
        "E10000034",
        "",
        386700,
        253300,
        None,
    )  # the county, not the district
    assert stored("BA11AA") == ("E06000022", "QOX", 374800, 165700, dt.date(2005, 12, 1))
    assert stored("BT11AA") == ("N09000003", "", None, None, None)  # the Irish Grid is another
    assert stored("GY11AA")[2:4] == (None, None)
    assert "ONS Postcode Directory: 4 rows" in said
    assert "1 terminated, 2 without a place" in said
    assert AuditEvent.objects.get(verb="organisations.postcodes_loaded").data["added"] == 4


def test_its_newer_column_names_and_its_zip(tmp_path, capsys):
    path = tmp_path / "onspd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "Data/ONSPD_UK.csv",
            NEW
            + '"WR51AA","WR5  1AA","WR5 1AA","198001","","E10000034","E07000237","386700","253300","E54000019","52","-2"\n',
        )
        archive.writestr("Data/multi_csv/ONSPD_WR.csv", NEW + "the same again in parts")
        archive.writestr("Documents/LA names.csv", "LAD25CD,LAD25NM\nE07000237,Worcester\n")

    said = load(path, capsys)

    assert stored("WR51AA") == ("E10000034", "", 386700, 253300, None)
    assert "passed over: Documents/LA names.csv" in said
    assert Postcode.objects.count() == 1


@pytest.mark.parametrize("packed", [True, False])
def test_code_point_open_as_folder_or_zip(packed, tmp_path, capsys):
    folder = tmp_path / "codepo" / "Data" / "CSV"
    folder.mkdir(parents=True)
    (folder / "wr.csv").write_text("\n".join(CODE_POINT))
    (folder / "xx.csv").write_text("")
    path = tmp_path / "codepo"
    if packed:
        path = tmp_path / "codepo.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(folder / "wr.csv", "Data/CSV/wr.csv")

    said = load(path, capsys)

    assert stored("WR51AA") == ("E10000034", "", 386700, 253300, None)
    assert stored("WR59ZZ") == ("E10000034", "", None, None, None)
    assert "1 malformed" in said  # WR5 1B1
    assert "wr.csv line 2: not a postcode" in said


@pytest.mark.parametrize(
    "header", ["postcode,latitude,longitude\n", "\ufeffId,Postcode,Lat,Long\n", ""]
)
def test_plain_latitude_and_longitude(header, tmp_path, capsys):
    path = tmp_path / "plain.csv"
    lead = "1," if "Id" in header else ""
    path.write_text(
        f"{header}{lead}WR1 2LH,52.18867,-2.22075\n{lead}WR1 2LJ,,\n{lead}WR1 2LN,0,-2.2\n{lead}WR1 2LL,99.999999,0\n"
    )

    said = load(path, capsys)

    assert abs(stored("WR12LH")[2] - 384990) < 60
    assert stored("WR12LJ")[2] is None
    assert stored("WR12LL")[2] is None
    assert "1 malformed" in said
    assert "outside the British Isles" in said


def test_loading_again_changes_nothing_and_another_file_adds_what_it_knows(tmp_path, capsys):
    PostcodeFactory(postcode="WR51AA", icb_ods="QGH", local_authority_gss="E10000034")
    path = tmp_path / "a.csv"
    path.write_text(
        "WR5 1AA,52.18867,-2.22075\nWR5 1AB,52.18867,-2.22075\nWR5 1AB,52.18867,-2.22075\n"
    )

    assert "1 new, 1 changed, 1 as they were" in load(path, capsys)
    assert "0 new, 0 changed, 3 as they were" in load(path, capsys)
    assert stored("WR51AA")[:2] == ("E10000034", "QGH")


def test_a_postcode_that_came_to_an_end_may_come_back(tmp_path, capsys):
    PostcodeFactory(postcode="WR51AA", terminated_on=dt.date(2001, 1, 1))
    path = tmp_path / "a.csv"
    path.write_text("\n".join(CODE_POINT[:1]))
    load(path, capsys)
    assert stored("WR51AA")[4] is None


def test_several_batches(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(postcode_files, "BATCH", 3)
    path = tmp_path / "a.csv"
    path.write_text("".join(f"WR5 {n}AA,52.1,-2.2\n" for n in range(10)))
    assert "10 new" in load(path, capsys)
    assert Postcode.objects.count() == 10


def test_malformed_rows_are_named_by_line_and_the_rest_is_read(tmp_path, capsys):
    path = tmp_path / "a.csv"
    bad = [
        ROWS[0].replace("386700", "x"), ROWS[0].replace("386700", "9999999"), "short,row",
        ROWS[1].replace("200512", "2005"), ROWS[1].replace("200512", "200513"),
    ]  # fmt: skip
    path.write_bytes((OLD + "\n".join([*bad, ROWS[0]])).encode() + b"\n\xff\xfe\x00,,\n")

    said = load(path, capsys)

    assert "6 malformed" in said
    assert "a.csv line 3: off the National Grid" in said
    assert list(Postcode.objects.values_list("pk", flat=True)) == ["WR51AA"]


def test_what_is_no_list_of_postcodes_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,age\nx,1\n")
    with pytest.raises(CommandError, match="No postcodes were found"):
        call_command("load_postcodes", str(path))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("load_postcodes", str(tmp_path / "b.csv"))

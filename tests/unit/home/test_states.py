"""The drawn diagrams say what the code does."""

from django.core.management import call_command

from dco_portal.home.management.commands.draw_states import all_diagrams


def test_the_committed_diagrams_are_up_to_date(tmp_path, project_root):
    call_command("draw_states", folder=tmp_path, verbosity=0)
    drawn = all_diagrams()
    assert len(drawn) >= 2
    for drawing in drawn:
        fresh = (tmp_path / f"states-{drawing.title}.md").read_text()
        kept = project_root / "docs" / "reference" / f"states-{drawing.title}.md"
        assert fresh == kept.read_text()
        assert "stateDiagram-v2" in fresh

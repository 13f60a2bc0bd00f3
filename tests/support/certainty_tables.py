"""The tables of how surely: margins in pupils and the sensitivity of the list and of the change."""

from shnor_lib.analysis.certainty.margins import near_threshold, verdict_margins
from shnor_lib.analysis.certainty.sensitivity import sensitivity, sensitivity_dynamics
from shnor_lib.analysis.certainty.usual_shares import usual_shares
from tests.support.made_edition import MadeEdition


def add_margin_tables(made: MadeEdition) -> None:
    """Add what the stages 02 and 03 save of margins and sensitivity; the verdicts have to be there."""
    criteria, region = made.params.criteria, getattr(made, "region_results", made.results.iloc[:0])
    usual = usual_shares(made.results, made.background, region)
    made.near_threshold = near_threshold(made.results, usual, made.classification, criteria)
    made.verdict_margins = verdict_margins(made.results, usual, made.classification, criteria)
    made.sensitivity = sensitivity(made.results, made.readings, made.schools, criteria, made.params.firmness)
    made.sensitivity_dynamics = sensitivity_dynamics(
        made.results, made.readings, made.sensitivity, made.params.dynamics
    )

import subprocess
import sys

SCRIPT = """
import sys
import hub.knowledge.insight.ranking, hub.knowledge.insight.artefact, hub.knowledge.insight.filters
import hub.knowledge.insight.training, hub.knowledge.insight.evaluation
loaded = {each.partition('.')[0] for each in sys.modules}
print(*sorted(loaded & {'scipy', 'sklearn', 'matplotlib', 'duckdb', 'pandas'}))
"""


def test_scoring_loads_numpy_alone() -> None:
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.split() == []

"""Runs several scripts one after the other in one process.

python -m tests.end_to_end.run_scripts '[["train", "--flag=1"], ["eval"]]'
"""

import json
import sys

from tests.end_to_end import scripts

for name, *arguments in json.loads(sys.argv[1]):
    scripts.run(name, *arguments)

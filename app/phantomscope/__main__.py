"""``python -m phantomscope``."""

import sys

from phantomscope.cli import main

if __name__ == "__main__":
    sys.exit(main())

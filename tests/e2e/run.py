#!/usr/bin/env python3
"""run.py [unittest arguments]: runs end-to-end tests, as CMake does for ctest."""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

if __name__ == "__main__":
    os.chdir(sys.path[0])
    unittest.main(module=None, argv=["run.py", *sys.argv[1:]], verbosity=2)

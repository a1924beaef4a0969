#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from config.local.environment import read_dotenv

if __name__ == "__main__":
    read_dotenv()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    execute_from_command_line(sys.argv)

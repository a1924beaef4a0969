"""What ``manage.py doctor`` looks at: the parts of an installation, one after the other."""

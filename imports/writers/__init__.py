"""Spreadsheet files, written row by row without a file of another name beside them.

openpyxl makes an object of every cell, leaves a plain copy of the sheet in /tmp when its process
is killed, and cannot write ODS.
"""

"""Taking entries over from other directories.

text      single values: plain words, times, amounts
mapping   one service of a feed as an entry
feeds     what a feed may be, and how it is caught lying
"""

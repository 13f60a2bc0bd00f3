"""An invented okrug and its result files, in the very layouts of ФИС ОКО, of an exam centre and of a school office.

`invented` makes the okrug from a seed: schools, participants, marks.  The other modules turn it into rows of sheets
(`fis_oko`, `exam_centre`, `own_tables`) and rows into files (`workbooks`).  Nothing here imports `shnor_lib`: what the
package reads is checked against what was written, and neither side leans on the other.
"""

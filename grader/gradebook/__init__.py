"""nbgrader's side of the grader: its gradebook, its release, its autograder and its pages. Only this package knows it.

opening        the gradebook and the course's folders, without the seconds that nbgrader's own front door takes
releasing      solutions/ -> notebooks/, and the lesson into the gradebook
leaks          no line of an answer or of a rubric may be in what is released
answers        a student's answers in a copy of the released notebook
verdicts       marks as outputs of the check cells, from which nbgrader reads exactly our points
storing        records -> the gradebook's rows, and the notebooks that the Formgrader shows
rows           the rows of one lesson: students, submissions, grades, comments
lateness       when a submission was handed in, and what that costs
preprocessors  what nbgrader_config.py puts into nbgrader's lists
pages          Markdown as HTML that runs nothing

nbgrader and SQLAlchemy are imported late, by the functions that need them: nothing that grades waits for them.
"""

from grader.gradebook.releasing import release
from grader.gradebook.storing import store

__all__ = ["release", "store"]

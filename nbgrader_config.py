"""nbgrader's settings for this course, read by every `nbgrader` command, the Formgrader and `grader`."""

import warnings

c = get_config()  # noqa: F821  traitlets, which runs this file, puts the function into its names

c.CourseDirectory.course_id = "fall-line"

# `grader build` writes solutions/NN_name/NN_name.ipynb; nbgrader makes notebooks/NN_name/NN_name.ipynb of it.
# submitted/, autograded/, feedback/ and gradebook.db (SQLite) are where nbgrader has them by default. For a large
# class, c.CourseDirectory.db_url = "postgresql+psycopg://..." is all that has to change.
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"

# nbgrader's list, with our ClearAnswers in the place of ClearSolutions; what the lessons do not use (headers, AUTOTEST,
# hidden tests, mark schemes) is left out.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "grader.gradebook.preprocessors.ClearAnswers",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
]

# First the answers are put into a copy of the released notebook: whatever happened to the student's, nbgrader meets a
# notebook in order. Then our engine takes the place of Execute: no kernel is started, no student code runs in this
# process, and the marks are those of `grader grade`.
c.Autograde.sanitize_preprocessors = ["grader.gradebook.preprocessors.TakeAnswers"]
c.Autograde.autograde_preprocessors = [
    "grader.gradebook.preprocessors.GradeWithFallLine",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# The Formgrader and nbgrader's feedback show Markdown that students wrote, scripts included, on the server that also
# starts kernels. This filter lets formatting through and nothing that runs.
c.HTMLExporter.filters = {"markdown2html": "grader.gradebook.pages.markdown_without_scripts"}

# nbgrader's own way of adding a submission makes SQLAlchemy warn at every new student; the rows are right.
warnings.filterwarnings("ignore", message="Object of type <Submitted")

# The Formgrader's page of a submission loads MathJax from cdnjs.cloudflare.com; the address is part of its template, so
# c.HTMLExporter.mathjax_url does not change it. Without a network, formulas show as they are typed.

"""The exercises: one a file, a folder a lesson. Nothing here ever reaches a student or a student's process."""

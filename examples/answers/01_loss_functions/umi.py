"""Umi's file has the name of a notebook, but is the text of an e-mail."""

FILES = {"01_loss_functions.ipynb": "Dear all,\n\nplease find my notebook attached.\n\nBest,\nUmi\n"}

"""Viktor's file is good JSON and no notebook: the settings of an editor."""

FILES = {"01_loss_functions.ipynb": '{"editor.fontSize": 14, "jupyter.askForKernelRestart": false}\n'}

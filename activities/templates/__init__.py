"""The words of notices (通知模板), one file per template and language; the first line is the subject."""

"""Notices that did not arrive (未送达通知): the supervisors' queue."""

"""Report -> .eml: the letter that `brief deliver` sends, from nobody to nobody, as a draft."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from brief.delivery.mail import subject_of, write_parts
from brief.delivery.parcel import letter_of, name_of
from brief.exports.moment import moment_of
from brief.report.format import Format
from schemas.report import Report


def as_mail(report: Report, its_format: Format) -> bytes:
    letter, name = letter_of(report, its_format, full=True), name_of(report)
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{name}@brief.invalid>"
    message["Date"] = format_datetime(moment_of(report.period))
    message["From"] = "Brief <brief@brief.invalid>"
    message["Subject"] = subject_of(letter)
    message["X-Unsent"] = "1"
    write_parts(message, letter, its_format.reader)
    message.set_boundary(f"=={name}")  # else it is drawn by lot
    return message.as_bytes()

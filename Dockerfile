# The archive's web process, for those who have Docker; compose.yaml runs it beside PostgreSQL.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ARCHIVE_DATA=/data

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY manage.py ./
COPY archive ./archive
COPY templates ./templates
COPY static ./static
COPY fixtures ./fixtures

# Captures, static files and the kept key lie in /data; the code belongs to root and cannot be changed by the process.
RUN useradd --system --uid 10001 --home-dir /data --no-create-home archive && install --directory --owner archive /data
USER archive
VOLUME /data
EXPOSE 8000

# Only an allowed host is answered; /healthz alone is answered without https.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "\
import os, urllib.request; \
host = os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.').replace('*', 'localhost'); \
page = urllib.request.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}); \
urllib.request.urlopen(page, timeout=4)"]

# WEB_CONCURRENCY is the number of processes.
CMD ["sh", "-c", "python manage.py collectstatic --noinput --verbosity 0 && exec gunicorn archive.wsgi --bind 0.0.0.0:8000 --workers ${WEB_CONCURRENCY:-2} --threads 4 --timeout 60 --graceful-timeout 30 --worker-tmp-dir /dev/shm --no-control-socket --access-logfile -"]

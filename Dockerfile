# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements/base.txt requirements/base.txt
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
# Only settings are read here: the values below never serve anybody.
RUN SECRET_KEY=build-only-0123456789-0123456789-0123456789-0123456789 \
    IDENTITY_KEYS=1:b25seSBmb3IgdGhlIHRlc3RzIG9mIHRoZSBwb3J0YWw= \
    DATABASE_URL=postgresql://nobody@/none \
    /venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data portal && install -d -o portal /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data HOST=0.0.0.0
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': 'localhost'}), timeout=4)"]
CMD ["gunicorn", "jps_portal.wsgi", "--bind", "0.0.0.0:8000"]

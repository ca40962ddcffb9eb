# syntax=docker/dockerfile:1
# Three stages: styles (Node.js), packages (compiled wheels checked against hashes), the portal.

FROM node:22-bookworm-slim AS styles
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional
COPY static/scss static/scss
RUN mkdir -p build/static/govuk \
    && node node_modules/sass/sass.js --load-path=node_modules --style=compressed \
       --no-source-map --quiet-deps static/scss/portal.scss build/static/portal.css \
    && cp node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js build/static/govuk/ \
    && mkdir -p build/static/leaflet \
    && cd node_modules/leaflet/dist \
    && cp -r leaflet-src.esm.js leaflet-src.esm.js.map leaflet.css images /src/build/static/leaflet/

FROM python:3.11-slim-bookworm AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/base.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-noto-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 portal \
    && install -d -o portal -g portal /data /srv/portal/static_built
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_DATA_DIR=/data \
    CELERY_BEAT_SCHEDULE_FILENAME=/tmp/beat-schedule
WORKDIR /srv/portal
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=styles /src/build/static build/static
USER portal
# Collecting needs no server and no secret; the values below end with this line.
RUN SECRET_KEY=only-while-collecting PORTAL_ENV=demo PORTAL_BASE_URL=http://127.0.0.1 \
    DATABASE_URL=postgresql:///none REDIS_URL=redis://127.0.0.1/0 \
    python manage.py collectstatic --no-input --verbosity 0
EXPOSE 8000
VOLUME /data
CMD ["gunicorn", "dco_portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--timeout", "60", "--no-control-socket", \
     "--worker-tmp-dir", "/dev/shm"]

# syntax=docker/dockerfile:1

FROM node:22-bookworm-slim AS styles
WORKDIR /cadre
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
COPY static static
RUN npm run --silent build

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/cadre
COPY requirements.txt ./
RUN /opt/cadre/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
# Pango and its company make the PDFs.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/cadre --create-home cadre
ENV PATH=/opt/cadre/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=programme.settings.production \
    CADRE_VAR=/var/lib/cadre
WORKDIR /cadre
COPY --from=packages /opt/cadre /opt/cadre
COPY . .
COPY --from=styles /cadre/static/build static/build
# Collecting files reaches no server, but the settings must name some.
RUN SECRET_KEY=for-collecting-files-only DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost/0 \
        EMAIL_URL=smtp://localhost BASE_URL=https://localhost ALLOWED_HOSTS=localhost \
        python manage.py collectstatic --no-input \
    && mkdir -p /var/lib/cadre/documents \
    && chown -R cadre:cadre /var/lib/cadre
USER cadre
EXPOSE 8000
VOLUME /var/lib/cadre/documents
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["gunicorn", "programme.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", \
     "--threads", "4", "--timeout", "60", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]

# Two stages: pip and its leftovers stay in the first.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/jide
WORKDIR /src
# The locked packages first: a change of our code does not install them again.
COPY requirements.txt ./
RUN /opt/jide/bin/pip install --only-binary :all: --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY service service
COPY memory memory
COPY intent intent
RUN /opt/jide/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# The local demo model is compiled with OpenMP, whose runtime the slim image lacks.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home jide \
    && install --directory --owner jide --group jide /data
COPY --from=build /opt/jide /opt/jide
ENV PATH=/opt/jide/bin:$PATH PYTHONUNBUFFERED=1 JIDE_DATA_DIR=/data
USER jide
WORKDIR /home/jide
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["jide", "serve", "--host", "0.0.0.0"]

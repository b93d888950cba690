# The image holds a virtual environment with the installed wheel and nothing of the source tree.
FROM python:3.12-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv --without-pip /opt/faxfinder

# Dependencies first: this layer changes only with pyproject.toml.
COPY pyproject.toml ./
RUN python -c "import tomllib; print('\n'.join(tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies']))" \
      > requirements.txt \
 && python -m pip --python /opt/faxfinder/bin/python install --quiet --no-compile --requirement requirements.txt

COPY . .
RUN python -m pip --python /opt/faxfinder/bin/python install --quiet --no-compile --no-deps . \
 && find /opt/faxfinder/lib -type d -name tests -path '*/site-packages/*' -prune -exec rm -rf {} + \
 && /opt/faxfinder/bin/python -m compileall -q -j 0 /opt/faxfinder/lib \
 # A folder for data that any user of group 0 may write to, as platforms that choose the user themselves expect.
 && mkdir -p /image/data && chmod 0775 /image/data

FROM python:3.12-slim

LABEL org.opencontainers.image.title="FaxFinder emulator" \
      org.opencontainers.image.description="A full software emulator of the Multi-Tech FaxFinder fax server"

COPY --from=build /opt/faxfinder /opt/faxfinder
COPY --from=build --chown=10001:0 /image/data /data

ENV PATH=/opt/faxfinder/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

# Any other user works as well, as long as its group is 0 or its data folder is its own.
USER 10001:0
WORKDIR /
EXPOSE 8080 8443
STOPSIGNAL SIGTERM
# No --start-interval: builders other than Docker's own do not know it yet, and within a start period Docker then asks
# after 5 s only. So there is none: the first look comes after 2 s. compose.yaml, and `--health-start-interval` of
# `docker run`, have 100 ms.
HEALTHCHECK --interval=2s --timeout=3s --retries=10 \
  CMD ["faxfinder-emulator", "readyz"]
ENTRYPOINT ["faxfinder-emulator"]
CMD ["serve"]

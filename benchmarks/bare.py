"""The yardstick of reads: FastAPI with one route that returns given bytes. `python -m benchmarks.bare PORT FILE`.

Rule: the same server, parser, event loop and path as the product's, and nothing else that costs time.
"""

import sys
from pathlib import Path

from fastapi import FastAPI, Response


def create_app(body: bytes) -> FastAPI:
    """An application that answers `body` to every read of an entry."""
    app = FastAPI(openapi_url=None)

    @app.get("/ffws/v1/ofax/{fax_key}/{entry_key}")
    async def view_entry(fax_key: str, entry_key: str) -> Response:
        return Response(body, media_type="application/xml")

    return app


def _main() -> None:
    import uvicorn

    port, file = int(sys.argv[1]), Path(sys.argv[2])
    uvicorn.run(
        create_app(file.read_bytes()),
        host="127.0.0.1",
        port=port,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
    )


if __name__ == "__main__":
    _main()

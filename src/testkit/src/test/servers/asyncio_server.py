"""Concurrent: one thread, an event loop, a coroutine for every client."""

import asyncio

from commands import address, resp


async def serve(reader, writer):
    try:
        line = await reader.readline()
        while line:
            writer.write(resp(line))
            await writer.drain()
            line = await reader.readline()
    except ConnectionError:
        pass  # it left and said nothing
    finally:
        writer.close()


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
host, port = address()
loop.run_until_complete(asyncio.start_server(serve, host, port, reuse_address=True))
loop.run_forever()

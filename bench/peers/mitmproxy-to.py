"""Leads mitmproxy to the origin of bench/capture.mjs, whatever host was asked for."""
import os


def request(flow):
    flow.request.host = "127.0.0.1"
    flow.request.port = int(os.environ["ORIGIN_PORT"])
    flow.request.host_header = "bench.example"

/**
 * What is known to go wrong where http-mitm-proxy records traffic, and which tests show that it does not go wrong here.
 * `1.n` are the findings about that library, `6.n` what every recorder has to get right.
 */
export interface Pitfall {
  readonly id: string;
  readonly name: string;
  /** `file: title` of a test, or of a group of them, below `test/`. */
  readonly tests: readonly string[];
}

const pitfall = (id: string, name: string, ...tests: readonly string[]): Pitfall => ({ id, name, tests });

export const pitfalls: readonly Pitfall[] = [
  pitfall(
    '1.1',
    'an error text in the body of an answer that broke off',
    'capture/faults.test.ts: an answer that is cut short',
    'capture/pitfalls.test.ts: by $end, with $framing, inside TLS',
  ),
  pitfall(
    '1.2',
    'a head that cannot be passed on ends the process',
    'capture/faults.test.ts: a server that answers with',
    'capture/odd-exchanges.ts: a Trailer line beside a length',
    'proxy/dispatch.test.ts: a handler that fails',
  ),
  pitfall(
    '1.3',
    'certificates that race each other',
    'proxy/secure.test.ts: is made once for many first connections',
    'capture/pitfalls.test.ts: many first connections leave nothing that a restart could stumble over',
  ),
  pitfall(
    '1.4',
    'a key that everybody can read',
    'proxy/authority.test.ts: is kept from others',
    'proxy/folder.test.ts: every system has its own place for data',
  ),
  pitfall(
    '1.5',
    'certificates that strict clients refuse',
    'proxy/authority.test.ts: %s names it, and stands the strict rules',
    'proxy/authority.test.ts: has a positive serial number of full length, never the same',
  ),
  pitfall(
    '1.6',
    'certificates that are over on the first of January',
    'proxy/authority.test.ts: is good on the first of January',
    'proxy/authority.test.ts: is good whenever it is handed out, and never outlives the root',
  ),
  pitfall(
    '1.7',
    'host names that become file names',
    'capture/pitfalls.test.ts: a host of the name %s writes nothing',
    'proxy/authority.test.ts: is not made for what is no host, and nothing is kept of it',
    'proxy/tunnels.test.ts: to %s is refused',
  ),
  pitfall(
    '1.8',
    'heads that change because somebody listens',
    'capture/odd-exchanges.ts: HEAD with a length',
    'capture/odd-exchanges.ts: status 204',
    'capture/odd-exchanges.ts: status 304 with a length',
    'capture/forward.test.ts: arrives with its own lines and nothing else, and so does the answer',
  ),
  pitfall(
    '1.9',
    'memory in place of back-pressure',
    'capture/pressure.test.ts: a reader that does not read holds up the sender',
    'proxy/dispatch.test.ts: a body keeps to the pace of its reader',
  ),
  pitfall(
    '1.10',
    'a client that went, and a server that is not told',
    'capture/faults.test.ts: a client that goes',
    'capture/pitfalls.test.ts: inside TLS, by $how: its poll ends at once',
  ),
  pitfall(
    '1.11',
    'header lines in another case, order or number; reason, trailers and early hints lost',
    'capture/odd-exchanges.ts: lines twice, in any case and any order',
    'capture/odd-exchanges.ts: a reason phrase of its own',
    'capture/odd-exchanges.ts: trailers',
    'capture/odd-exchanges.ts: early hints',
    'capture/odd-exchanges.ts: 2,500 lines',
  ),
  pitfall(
    '1.12',
    'a connection for each request',
    'capture/forward.test.ts: reaches a server that speaks TLS, over one connection',
    'capture/odd-exchanges.ts: lines that others would change',
  ),
  pitfall(
    '1.13',
    'a Host header that leads a tunnel elsewhere',
    'capture/ways.test.ts: the server sees the name that the client gave in its handshake, wherever the tunnel leads',
    'proxy/target.test.ts: the URL of a request',
  ),
  pitfall(
    '1.14',
    'IPv6 addresses, and URLs without a path',
    'capture/ways.test.ts: %s is an address, without a name',
    'capture/ways.test.ts: %s asks the server for %s',
  ),
  pitfall(
    '1.15',
    'no answer to what cannot be read',
    'proxy/listener.test.ts: what is no request gets an answer',
    'capture/pitfalls.test.ts: what cannot be read is refused before any server hears of it: %s',
    'capture/pitfalls.test.ts: a body that stops being HTTP is a failure on record, and the server is told',
  ),
  pitfall(
    '1.16',
    'WebSockets: an early 101, no subprotocol, no close without a code, no compression, no pressure',
    'capture/sockets.test.ts: that the server refuses is refused, with its words',
    'capture/sockets.test.ts: passes the subprotocol that the server chose',
    'capture/sockets.test.ts: is closed as the server closes it: %s %j',
    'capture/sockets.test.ts: records every message, packed or not (%s)',
    'capture/pressure.test.ts: a WebSocket: whoever sends',
    'capture/pitfalls.test.ts: that goes before the server answers',
  ),
  pitfall(
    '1.17',
    'a second hop through a port of its own',
    'proxy/listener.test.ts: opens one port, no more',
    'proxy/listener.test.ts: listens on the loopback address of IPv6 as well, where there is one',
  ),
  pitfall(
    '1.18',
    'a server for each host, and none for clients that name no other',
    'proxy/tunnels.test.ts: costs no more than its socket while it is idle, and works afterwards',
    'proxy/secure.test.ts: is for the name inside the tunnel, where the tunnel is to another',
    'proxy/secure.test.ts: is for the host of the tunnel, where the client names none',
  ),
  pitfall(
    '1.19',
    'an address in use that nobody hears of, and an end that does not come',
    'proxy/listener.test.ts: does not take an address that is in use',
    'proxy/listener.test.ts: ends at once, with tunnels open and requests waiting',
    'cli/capture.e2e.test.ts: an address in use ends with 2, and no file is left',
  ),
  pitfall(
    '1.20',
    'words of the library on standard output',
    'proxy/listener.test.ts: writes nothing to the console',
    'cli/capture.e2e.test.ts: ends with 0 on SIGTERM, with a poll open and faults behind it; standard output holds events alone',
  ),
  pitfall(
    '1.21',
    'more addresses than were asked for',
    'capture/pitfalls.test.ts: is reached at its own address only',
  ),
  pitfall(
    '1.22',
    'failures that nobody hears of, and a connection that was over before it was used',
    'capture/faults.test.ts: a server that cannot be reached',
    'capture/faults.test.ts: a connection that the server closed while it waited',
  ),
  pitfall(
    '1.23',
    'offers of HTTP/2',
    'proxy/upgrades.test.ts: an offer of HTTP/2',
    'proxy/secure.test.ts: that speaks only HTTP/2 is told of',
    'capture/pitfalls.test.ts: an offer of HTTP/2 is left out, and the request answered',
  ),
  pitfall(
    '1.24',
    'leave to send a body, chunks, HTTP/1.0, bytes beyond ASCII',
    'capture/odd-exchanges.ts: a body that waits for 100',
    'capture/odd-exchanges.ts: chunks up',
    'capture/odd-exchanges.ts: an answer in HTTP/1.0',
    'capture/odd-exchanges.ts: values beyond ASCII',
  ),
  pitfall(
    '1.25',
    'codings that are asked for otherwise, no times, no other proxy, bytes that are no HTTP',
    'capture/table.test.ts: byte by byte, $way',
    'capture/ways.test.ts: a name is looked up, and the time for that measured',
    'capture/ways.test.ts: HTTPS goes by a tunnel',
    'capture/pitfalls.test.ts: neither TLS nor HTTP, to a host that is watched, passes as it is: %j',
  ),
  pitfall(
    '1.26',
    'an answer to CONNECT in two pieces',
    'proxy/tunnels.test.ts: is answered in one piece, then carries what came with it',
  ),

  pitfall(
    '6.1',
    'truncated bodies',
    'capture/faults.test.ts: an answer that is cut short',
    'capture/pitfalls.test.ts: by $end, with $framing, inside TLS',
  ),
  pitfall(
    '6.2',
    'status 099, garbage, a bad character in a header',
    'capture/faults.test.ts: a server that answers with',
  ),
  pitfall(
    '6.3',
    'a Trailer line beside a length',
    'capture/odd-exchanges.ts: a Trailer line beside a length',
  ),
  pitfall(
    '6.4',
    'a client that gives up a poll or a download',
    'capture/faults.test.ts: a client that goes',
    'capture/pitfalls.test.ts: inside TLS, by $how: its poll ends at once',
  ),
  pitfall(
    '6.5',
    'a slow client and much to send',
    'capture/pressure.test.ts: down: the server',
    'capture/pressure.test.ts: and goes on where it stopped',
  ),
  pitfall(
    '6.6',
    'HEAD, 204, 304',
    'capture/odd-exchanges.ts: HEAD in chunks',
    'capture/odd-exchanges.ts: status 204',
    'capture/odd-exchanges.ts: status 304 with a length',
  ),
  pitfall(
    '6.7',
    'lines twice, in any case, two cookies',
    'capture/odd-exchanges.ts: lines twice, in any case and any order',
  ),
  pitfall(
    '6.8',
    'six first connections, one certificate, a restart',
    'capture/pitfalls.test.ts: many first connections leave nothing that a restart could stumble over',
  ),
  pitfall(
    '6.9',
    'hosts of odd names, addresses, no name, another name',
    'capture/pitfalls.test.ts: a host of the name %s writes nothing',
    'capture/ways.test.ts: %s is an address, without a name',
    'proxy/secure.test.ts: the certificate',
  ),
  pitfall(
    '6.10',
    'a port of CONNECT that is not that of Host',
    'proxy/listener.test.ts: through CONNECT to a port that Host does not say',
  ),
  pitfall(
    '6.11',
    'large heads',
    'capture/odd-exchanges.ts: a request with a head of 200 KiB',
    'capture/odd-exchanges.ts: an answer with a head of 100 KiB',
    'proxy/listener.test.ts: %s, inside TLS, and the connection ends',
  ),
  pitfall(
    '6.12',
    'a broken request inside TLS',
    'proxy/listener.test.ts: %s, inside TLS, and the connection ends',
    'capture/pitfalls.test.ts: what cannot be read is told of, with its host',
  ),
  pitfall(
    '6.13',
    'WebSockets: subprotocol, 1005, 403, masked bytes',
    'capture/sockets.test.ts: passes the subprotocol that the server chose',
    'capture/sockets.test.ts: is closed as the server closes it: %s %j',
    'capture/sockets.test.ts: that the server refuses is refused, with its words',
    'capture/pitfalls.test.ts: that masks its frames: the server gets the bytes that were sent',
  ),
  pitfall('6.14', 'an address in use', 'proxy/listener.test.ts: does not take an address that is in use'),
  pitfall(
    '6.15',
    'kill -9',
    'cli/capture-kill.e2e.test.ts: killed under load, it has every exchange that was over, and the poll that was not',
  ),
  pitfall(
    '6.16',
    'SIGTERM with a poll open',
    'cli/capture.e2e.test.ts: ends with 0 on SIGTERM, with a poll open and faults behind it; standard output holds events alone',
  ),
  pitfall(
    '6.17',
    'who may read the files',
    'proxy/authority.test.ts: is kept from others',
    'cli/capture.e2e.test.ts: records what passes as it passes, and ends with 0, what is open kept as pending',
    'capture/large-entry.test.ts: what readers would not take lies beside the recording, whole, and its owner’s alone',
  ),
  pitfall(
    '6.18',
    'strict rules for certificates',
    'proxy/authority.test.ts: %s names it, and stands the strict rules',
  ),
  pitfall(
    '6.19',
    'serial numbers',
    'proxy/authority.test.ts: has a positive serial number of full length, never the same',
  ),
  pitfall('6.20', 'the first of January', 'proxy/authority.test.ts: is good on the first of January'),
  pitfall(
    '6.21',
    'a connection that went stale',
    'capture/faults.test.ts: a connection that the server closed while it waited',
  ),
  pitfall(
    '6.22',
    'what a browser asks for on its own',
    'cli/capture-browser.e2e.test.ts: from login to logout: the recording is what the backend served, entry by entry',
    'cli/capture.e2e.test.ts: leaves other hosts unread, and says which',
  ),
  pitfall(
    '6.23',
    'a clean standard output',
    'proxy/listener.test.ts: writes nothing to the console',
    'cli/capture.e2e.test.ts: ends with 0 on SIGTERM, with a poll open and faults behind it; standard output holds events alone',
  ),
];

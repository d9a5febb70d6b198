/** Rough kinds of media types. */

const binary =
  /^(image|audio|video|font|model)\/|octet-stream|zip|compressed|pdf|protobuf|wasm|msgpack|grpc|x-tar|x-font|shockwave/i;
const textual = /^text\/|json|xml|javascript|ecmascript|html|css|urlencoded|svg|graphql|yaml/i;

/** Recordings name few types and name them often. */
const known = new Map<string, 'text' | 'binary' | 'other'>();
const mostKnown = 500;

export function isTextual(mime: string): boolean {
  return kindOf(mime) === 'text';
}

export function isBinary(mime: string): boolean {
  return kindOf(mime) === 'binary';
}

function kindOf(mime: string): 'text' | 'binary' | 'other' {
  let kind = known.get(mime);
  if (kind === undefined) {
    kind = textual.test(mime) ? 'text' : binary.test(mime) ? 'binary' : 'other';
    if (known.size < mostKnown && mime.length < 100) known.set(mime, kind);
  }
  return kind;
}

export function isForm(mime: string): boolean {
  return /x-www-form-urlencoded/i.test(mime);
}

export function isMultipart(mime: string): boolean {
  return /^\s*multipart\//i.test(mime);
}

/** The boundary a multipart type names. */
export function boundaryOf(mime: string): string | undefined {
  const match = /boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(mime);
  return match?.[1] ?? match?.[2];
}

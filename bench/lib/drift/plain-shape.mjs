/** What a plain JSON diff has to go by: the shapes of all replies, endpoint by endpoint. */

/** By path of the endpoint, type names by pointer; lists are joined. */
export function shapeOf(lib, exchanges) {
  const shapes = {};
  for (const exchange of exchanges) {
    const row = lib.wechat.endpoints.find(({ path }) => path === lib.splitUrl(exchange.request.url).path);
    if (!row) continue;
    const body = exchange.response?.body?.text() ?? '';
    let value;
    try {
      value = JSON.parse(body);
    } catch {
      value = body.slice(0, 20).replace(/\d/g, '0');
    }
    shapes[row.name] = { ...shapes[row.name], ...flat(value, '') };
  }
  return shapes;
}

function flat(value, pointer) {
  if (Array.isArray(value)) return Object.assign({}, ...value.map((item) => flat(item, `${pointer}/*`)));
  if (typeof value !== 'object' || value === null)
    return { [pointer]: value === null ? 'null' : typeof value };
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => flat(inner, `${pointer}/${key}`)));
}

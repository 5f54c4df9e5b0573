import * as z from 'zod';

/** The parts of a route that an OpenAPI document describes. */
export interface DescribedRoute {
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  answer?: z.ZodType;
  /** For an answer of JSON lines: the schema of a line. The last line is `done`. */
  line?: z.ZodType;
  done?: z.ZodType;
  /** For an answer that is a file: its media types. */
  file?: readonly string[];
  /** For server-sent events: their schemas by name. */
  events?: Record<string, z.ZodType>;
}

/** What the document says about the API, and about each route besides its schemas. */
export interface Described<Route extends DescribedRoute> {
  title: string;
  description: string;
  /** The base URL of the paths. */
  server: string;
  /** The schema of an error answer. */
  problem: z.ZodType;
  /** Shared schemas by their names in the document. */
  named: Record<string, z.ZodType>;
  securitySchemes?: Record<string, unknown>;
  /** Further fields of an operation, such as its role. */
  extra(route: Route): Record<string, unknown>;
}

type Schema = Record<string, unknown>;

/** The OpenAPI 3.1 document of a table of routes, whose names are `METHOD /path/:parameter`. */
export function openApi<Route extends DescribedRoute>(
  routes: Record<string, Route>,
  { title, description, server, problem, named, securitySchemes, extra }: Described<Route>,
) {
  const components = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) components.add(schema, { id });
  const refTo = (schema: z.ZodType, name: string): Schema => {
    const id = components.get(schema)?.id ?? name;
    if (!components.has(schema)) components.add(schema, { id });
    return { $ref: `#/components/schemas/${id}` };
  };
  const refused = { $ref: '#/components/responses/Refused' };
  const responses = {
    Refused: {
      description: 'Why it is refused',
      content: { 'application/problem+json': { schema: refTo(problem, 'Problem') } },
    },
  };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes)) {
    const [method = '', path = ''] = name.split(' ');
    const at = path.replaceAll(/:(\w+)/g, '{$1}');
    const operationId = operationIdOf(name);
    const parameters = [...pathParameters(path), ...queryParameters(route.query)];
    paths[at] = {
      ...paths[at],
      [method.toLowerCase()]: {
        operationId,
        summary: route.summary,
        ...extra(route),
        ...(parameters.length > 0 ? { parameters } : {}),
        ...(route.body
          ? {
              requestBody: {
                required: true,
                content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
              },
            }
          : {}),
        responses: {
          200: { description: 'The answer', content: contentOf(route, operationId, refTo) },
          '4XX': refused,
          '5XX': refused,
        },
      },
    };
  }
  const { schemas } = z.toJSONSchema(components, {
    uri: (id) => `#/components/schemas/${id}`,
    ...optionsOf('output'),
  });
  return {
    openapi: '3.1.0' as const,
    info: {
      title,
      description,
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server }],
    paths,
    components: {
      responses,
      schemas: Object.fromEntries(
        Object.entries(schemas)
          .map(([id, schema]): [string, Schema] => [id, bare(schema)])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
      ...(securitySchemes ? { securitySchemes } : {}),
    },
  };
}

function contentOf(
  { answer, line, done, file, events }: DescribedRoute,
  operationId: string,
  refTo: (schema: z.ZodType, name: string) => Schema,
): Record<string, unknown> {
  const name = operationId[0]?.toUpperCase() + operationId.slice(1);
  if (answer) return { 'application/json': { schema: refTo(answer, `${name}Answer`) } };
  if (line && done) {
    const last = { type: 'object', properties: { done: refTo(done, `${name}Done`) }, required: ['done'] };
    const failed = { type: 'object', properties: { failed: { type: 'string' } }, required: ['failed'] };
    return { 'application/x-ndjson': { schema: { anyOf: [refTo(line, `${name}Line`), last, failed] } } };
  }
  if (events)
    return {
      'text/event-stream': {
        schema: { anyOf: Object.entries(events).map(([event, schema]) => refTo(schema, `${name}_${event}`)) },
      },
    };
  return Object.fromEntries((file ?? []).map((type) => [type, { schema: { type: 'string' } }]));
}

const pathParameters = (path: string): Schema[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters(query: z.ZodType | undefined): Schema[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

const operationIdOf = (name: string): string =>
  name
    .replace(/^[A-Z]+/, (method) => method.toLowerCase())
    .replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase());

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema =>
  bare(z.toJSONSchema(schema, optionsOf(io)));

const optionsOf = (io: 'input' | 'output') => ({
  io,
  // A check in code can't be expressed in a schema.
  unrepresentable: 'any' as const,
  override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Schema }) => {
    const { def } = zodSchema._zod;
    // A transform only normalizes, so the output has the form of the input.
    if (io === 'output' && def.type === 'pipe' && def.out._zod.def.type === 'transform')
      Object.assign(jsonSchema, schemaOf(def.in as z.ZodType, io));
    // The format implies the pattern.
    if (jsonSchema['format'] !== undefined) delete jsonSchema['pattern'];
  },
});

const bare = ({ $schema: _, $id: __, ...schema }: Schema): Schema => schema;

// The Debug Adapter Protocol as a check for tests: JSON schemas made from the declarations that the protocol's own package ships.
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

/** As much of JSON schema as the protocol's declarations become. */
export interface TypeSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly TypeSchema[];
  readonly allOf?: readonly TypeSchema[];
  readonly items?: TypeSchema;
  readonly properties?: Readonly<Record<string, TypeSchema>>;
  readonly required?: readonly string[];
}

/** The types of the protocol by name, as in `DebugProtocol.SetBreakpointsArguments`. */
export const protocolTypes: Readonly<Record<string, TypeSchema>> = schemaOfDeclarations();

function schemaOfDeclarations(): Readonly<Record<string, TypeSchema>> {
  const path = createRequire(import.meta.url).resolve('@vscode/debugprotocol/lib/debugProtocol.d.ts');
  const generator = createGenerator({ path, skipTypeCheck: true, jsDoc: 'none', expose: 'all', topRef: true });
  const { definitions } = generator.createSchema('*');
  if (!areTypes(definitions)) throw new Error('no schema could be made of the declarations of the protocol');
  return definitions;
}

/** What the generator's own types leave open, such as `true` for any value, does not occur in these declarations. */
function areTypes(definitions: object | undefined): definitions is Readonly<Record<string, TypeSchema>> {
  return Object.values(definitions ?? {}).length > 100;
}

/** What a message breaks, empty when it is fine. */
export type MessageCheck = (message: unknown, command?: string) => readonly string[];

/**
 * Requests and responses are checked against the type of their command, events against theirs, unknown properties count as errors. Arguments of
 * `launch` and `restart` may have more, and events and requests that start with `vswap/` are ours: for these only the frame is checked.
 */
export function protocolCheck(): MessageCheck {
  const definitions = new Set(Object.keys(protocolTypes));
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema({ definitions: protocolTypes }, 'dap');
  return (message, command = '') => {
    const name = typeName(message, command);
    const definition = `DebugProtocol.${name}`;
    if (!definitions.has(definition)) return [`the protocol has no ${name}`];
    const validate = ajv.getSchema(`dap#/definitions/${encodeURIComponent(definition)}`);
    if (validate === undefined) return [`no schema for ${name}`];
    void validate(JSON.parse(JSON.stringify(message)));
    return (validate.errors ?? []).map(
      ({ instancePath, message: text, params }) => `${name}${instancePath} ${text} ${JSON.stringify(params)}`,
    );
  };
}

function typeName(message: unknown, command: string): string {
  if (typeof message !== 'object' || message === null || !('type' in message)) return 'ProtocolMessage';
  if (message.type === 'event' && 'event' in message && typeof message.event === 'string')
    return message.event.startsWith('vswap/') ? 'Event' : `${capital(message.event)}Event`;
  if (message.type === 'response')
    return 'success' in message && message.success === false
      ? 'ErrorResponse'
      : command.startsWith('vswap/')
        ? 'Response'
        : `${capital(command)}Response`;
  if (command.startsWith('vswap/')) return 'Request';
  return command === 'launch' || command === 'restart' ? 'Request' : `${capital(command)}Request`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

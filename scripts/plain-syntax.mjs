// What the plain form's writer asks of the model's syntax.
// @ts-check
import ts from 'typescript';

/**
 * System calls that work on ranges of any size stay generators, so that a run can be left in the middle of one. Only such, and the interpreter, may call
 * them.
 */
export const LONG = new Set([
  'madvise_pageout',
  'madvise_dontneed',
  'madvise_willneed',
  'madvise_free',
  'mlock',
  'munlock',
  'zap_page_range',
  'copy_page_range',
  'shrink_inactive_list',
  'writeback_oldest',
  'swapoff',
  'try_to_unuse',
  'unuse_mm',
  'migrate_pages',
  'split_huge_pages_pid',
  'settle',
]);

/** @param {ts.Node} node @returns {node is ts.FunctionDeclaration} */
export function isModelFunction(node) {
  return (
    ts.isFunctionDeclaration(node) && node.asteriskToken !== undefined && /^Model</.test(node.type?.getText() ?? '')
  );
}

/** @param {ts.Node} node */
export function isStep(node) {
  return (
    ts.isYieldExpression(node) &&
    node.expression !== undefined &&
    ts.isCallExpression(node.expression) &&
    node.expression.expression.getText() === 'step'
  );
}

/** The one expression or statement that a function consists of. @param {ts.Node} declaration */
export function smallBody(declaration) {
  const made = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
  if (made === undefined || !(ts.isArrowFunction(made) || ts.isFunctionDeclaration(made))) return undefined;
  if (made.body === undefined || made.asteriskToken !== undefined) return undefined;
  const { parameters } = made;
  if (!ts.isBlock(made.body)) return { parameters, body: made.body, isStatement: false };
  const [statement, ...more] = made.body.statements;
  if (statement === undefined || more.length > 0) return undefined;
  if (ts.isReturnStatement(statement) && statement.expression !== undefined)
    return hasFunction(statement) ? undefined : { parameters, body: statement.expression, isStatement: false };
  if (ts.isExpressionStatement(statement) && !hasFunction(statement))
    return { parameters, body: statement, isStatement: true };
  if (
    ts.isIfStatement(statement) &&
    statement.elseStatement === undefined &&
    !hasReturn(statement) &&
    !hasFunction(statement)
  )
    return { parameters, body: statement, isStatement: true };
  return undefined;
}

/** @param {ts.Node} node @returns {boolean} */
function hasReturn(node) {
  return ts.isReturnStatement(node) || (ts.forEachChild(node, (child) => hasReturn(child) || undefined) ?? false);
}

/** @param {ts.Node} node @returns {boolean} */
function hasFunction(node) {
  return ts.isFunctionLike(node) || (ts.forEachChild(node, (child) => hasFunction(child) || undefined) ?? false);
}

/** How often a parameter is used. @param {ts.Node} body @param {string} name */
export function usesOf(body, name) {
  let uses = 0;
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else if (ts.isIdentifier(node) && node.text === name) uses++;
    else ts.forEachChild(node, visit);
  };
  visit(body);
  return uses;
}

/** Of the kernel, and always false in the plain form. */
const RACE_FLAGS = new Set(['inRace', 'hasCompany']);

/** What a condition is where no race runs, undefined where that depends on more. @param {ts.Expression} node @returns {boolean | undefined} */
function inPlainForm(node) {
  if (ts.isParenthesizedExpression(node)) return inPlainForm(node.expression);
  if (ts.isPropertyAccessExpression(node))
    return node.expression.getText() === 'k' && RACE_FLAGS.has(node.name.text) ? false : undefined;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const negated = inPlainForm(node.operand);
    return negated === undefined ? undefined : !negated;
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  const left = inPlainForm(node.left);
  // What the left side does is not left out.
  const right = left === undefined && /\byield\b/.test(node.left.getText()) ? undefined : inPlainForm(node.right);
  if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return left === false || right === false ? false : left === true ? right : undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.BarBarToken)
    return left === true || right === true ? true : left === false ? right : undefined;
  return undefined;
}

/** What is left of a choice that only asks whether a race runs: a node, or a text; undefined for any other node. @param {ts.Node} node @returns {ts.Node | string | undefined} */
export function withoutRaces(node) {
  if (ts.isIfStatement(node)) {
    const holds = inPlainForm(node.expression);
    return holds === undefined ? undefined : ((holds ? node.thenStatement : node.elseStatement) ?? '{}');
  }
  if (ts.isConditionalExpression(node)) {
    const holds = inPlainForm(node.condition);
    return holds === undefined ? undefined : holds ? node.whenTrue : node.whenFalse;
  }
  if (!ts.isExpression(node)) return undefined;
  const holds = inPlainForm(node);
  if (holds !== undefined) return String(holds);
  // A part that changes nothing: `!k.inRace && rest`.
  if (!ts.isBinaryExpression(node) || inPlainForm(node.left) === undefined) return undefined;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken ? node.right : undefined;
}

/** Name of the function that a statement calls or starts, empty where it does neither. @param {ts.Expression} node */
export function calledName(node) {
  const made = ts.isYieldExpression(node) ? node.expression : node;
  if (made === undefined || !ts.isCallExpression(made)) return '';
  const callee = made.expression.getText();
  return callee === 'enter' ? (made.arguments[1]?.getText() ?? '') : callee;
}

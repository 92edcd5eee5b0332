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

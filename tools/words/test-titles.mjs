// A rule for oxlint: the title of a test is at most 80 characters, so that a report of failures stays readable.
const limit = 80;
const functions = new Set(['it', 'test', 'describe']);

/** `it`, `it.each(…)` and `it.skip` alike. */
function nameOf(callee) {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression') return nameOf(callee.object);
  return callee.type === 'CallExpression' || callee.type === 'TaggedTemplateExpression'
    ? nameOf(callee.callee ?? callee.tag)
    : undefined;
}

const textOf = (node) => {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  return node?.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked).join('…') : '';
};

const titleLength = {
  create: (context) => ({
    CallExpression(node) {
      const title = textOf(node.arguments[0]);
      if (title.length <= limit || !functions.has(nameOf(node.callee))) return;
      context.report({ node, message: `The test title has ${title.length} characters; the limit is ${limit}.` });
    },
  }),
};

export default { meta: { name: 'test-titles' }, rules: { length: titleLength } };

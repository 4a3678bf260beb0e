/** Lint rules of the whole tree; formatting is Prettier's, import boundaries are dependency-cruiser's. */
import eslint from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const bannedSyntax = [
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a union of literals: an enum is code that type stripping cannot remove.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Use a named export: one thing has one name everywhere, and a search finds it.',
  },
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    message:
      'Use text nodes: device names and portal texts are hostile, a string of HTML runs them.',
  },
  {
    selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
    message: 'Pages are pure JSX: raw HTML is the one way to be injected.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(write|writeln)$/][callee.object.name="document"]',
    message: 'Use text nodes: document.write runs what it is given.',
  },
]

/** Probers, rules, stores and pages take the instant as an argument: the same input gives the same answer. */
const bannedClock = [
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'Take `now` as an argument: only main, scheduler, http and cli read the clock.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Take `now` as an argument: only main, scheduler, http and cli read the clock.',
  },
]

const bannedEnvironment = {
  selector: 'MemberExpression[object.name="process"][property.name="env"]',
  message: 'Settings are parsed once, in server/config.ts: take them as an argument.',
}

export default defineConfig(
  globalIgnores(['dist/', 'web/dist/', 'coverage/', 'data/runtime/', 'node_modules/', '.vite/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A type import vanishes at build time; the boundary rules tell the two kinds apart by this.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // A union that grows must break every place that decides by it, at compile time.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Rows, wire formats and dictionaries are closed shapes: index syntax marks the open ones (tsconfig agrees).
      '@typescript-eslint/dot-notation': 'off',
      // `while (true)` with its exit inside is how streams and retries read best.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Callbacks that a library wants as void may be async only when the promise is handled.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      // `_name` says: the position is needed, the value is not.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      // A listener or log that does nothing is a value like any other.
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions', 'methods'] }],
      // Arrow functions that only return a void call are idiomatic for listeners.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.js', '**/*.cjs'],
    rules: {
      // Sizes at which a reader still holds the whole in mind; a room that outgrows them is split by noun.
      complexity: ['error', 10],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-restricted-syntax': ['error', ...bannedSyntax],
      // `== null` is the one loose comparison that says what it means: absent, in either way.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Text of the network must never become code.
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'error',
      'no-script-url': 'error',
      // Programs are spawned with an argument list; a shell would read a hostile host name as a command.
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:child_process',
              importNames: ['exec', 'execSync'],
              message: 'Use spawn or execFile: no shell ever sees an address.',
            },
            {
              name: 'child_process',
              message: 'Write node:child_process.',
            },
          ],
        },
      ],
      // A log line goes through the logger; the command line prints through its own output.
      'no-console': 'error',
    },
  },
  {
    // Below main, scheduler, http and cli neither clock nor environment is read (test/architecture proves the list).
    files: ['server/domain/**', 'server/store/**', 'web/{pages,i18n,state}/**'],
    rules: {
      'no-restricted-syntax': ['error', ...bannedSyntax, ...bannedClock, bannedEnvironment],
    },
  },
  {
    files: ['probes/**', 'server/**'],
    ignores: ['server/config.ts', 'server/config/**', 'server/domain/**', 'server/store/**'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax, bannedEnvironment] },
  },
  {
    // Browser code has no Node: its globals come from the DOM library and are checked by the compiler.
    files: ['web/islands/**'],
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require'] },
  },
  {
    // Programs that people run by hand speak on standard output.
    files: ['test/**', 'data/**', '*.config.ts', '*.config.js'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      // Hostile addresses are what some tests are made of.
      'no-script-url': 'off',
      // One `describe` holds a whole subject; its length says nothing about difficulty.
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // The configuration of a tool is a default export because the tool asks for one.
    // A declaration repeats how somebody else's package exports.
    files: ['*.config.ts', '*.config.js', 'test/reporter.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax.filter(isNotDefaultExport)] },
  },
  {
    // The boundary rules are one table, read from top to bottom.
    files: ['.dependency-cruiser.cjs'],
    languageOptions: { globals: { module: 'writable' } },
    rules: { 'max-lines': 'off' },
  },
)

function isNotDefaultExport(rule) {
  return rule.selector !== 'ExportDefaultDeclaration'
}

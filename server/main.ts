#!/usr/bin/env node
/** Entry of `npm start`: the `serve` command with the settings of the environment. */
import { runServe } from './cli/serve-command.ts'

await runServe({})

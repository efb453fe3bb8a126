// Runs before every test file: what a test drew is taken away after it.
import { cleanup } from '@testing-library/preact';
import { afterEach } from 'vitest';

afterEach(cleanup);

// The librarians' console starts here.
import { render } from 'preact';
import '../shared/tokens.css';

const root = document.getElementById('app');
if (root) render(<main />, root);

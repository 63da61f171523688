import './ui/tokens.css';
import './ui/base.css';
import { startPage } from './app/start.tsx';

const root = document.getElementById('root');
if (root) void startPage(root);

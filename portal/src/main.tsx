import './portal.css';
import { createRoot } from 'react-dom/client';

const element = document.getElementById('app');
if (element !== null) {
  createRoot(element).render(<h1>Your files</h1>);
}

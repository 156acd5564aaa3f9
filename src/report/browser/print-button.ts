/** Paper has what the first two sheets hold and what is open. The button prints everything. */
const button = document.createElement('button');
button.type = 'button';
button.textContent = 'Print all';
button.addEventListener('click', () => {
  document.body.classList.add('all');
  window.print();
});
window.addEventListener('afterprint', () => document.body.classList.remove('all'));
if (document.querySelector('main.run')) document.querySelector('footer')?.prepend(button);

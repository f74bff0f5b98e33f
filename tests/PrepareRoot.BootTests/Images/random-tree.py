"""Makes a tree of files of every type: random-tree.py DIRECTORY SEED [WHITEOUTS]. The same arguments always give the same tree."""
import os
import random
import sys

ALPHABET = b'abcdefghijklmnopqrstuvwxyzABC0123456789.-_ \n\t\xff\x80\\=#'
MAX_FILES = 2000
WHITEOUTS = [0, 0] if sys.argv[3:] != ['0'] else []
random = random.Random(int(sys.argv[2]))
files = []
count = 0


def finish(path, kind):
    if random.random() < 0.4:
        for _ in range(random.choice([1, 1, 2, 4])):
            name = random.choice(['security.selinux', 'trusted.x', 'trusted.overlay.opaque', 'trusted.overlay.redirect', 'trusted.' + random.choice('abcdef'), 'user.a', 'user.' + random.choice('abcdef') * random.randint(1, 30)])
            if name.startswith('user.') and kind not in 'fd':
                continue
            os.setxattr(path, name, b'y' if name.endswith('.opaque') else random.choice([b'', b'x', b'value', b'v' * 300]), follow_symlinks=False)
    if random.random() < 0.3:
        os.lchown(path, random.choice([0, 1000, 65535, 65536, 4000000]), random.choice([0, 5, 70000]))
    if kind != 'l':
        os.chmod(path, random.choice([0o644, 0o755, 0o600, 0o4755, 0o1777]))
    os.utime(path, ns=(0, random.choice([10**18, 1700000000123456789, 5 * 10**17])), follow_symlinks=False)


def add(path, depth):
    kind = random.random()
    if kind < 0.25 and depth < 6:
        os.mkdir(path)
        fill(path, depth + 1)
        finish(path, 'd')
    elif kind < 0.60:
        size = random.choice([0, 1, 63, 64, 65, 100, 4095, 4096, 4097, 9000, random.randint(1, 100000), 300000])
        with open(path, 'wb') as file:
            file.write(random.randbytes(size) if random.random() < 0.8 else b'z' * size)
        finish(path, 'f')
        files.append(path)
    elif kind < 0.65 and files:
        os.link(random.choice(files), path)
    elif kind < 0.85:
        os.symlink(bytes(random.choice(b'abc/.') for _ in range(random.choice([1, 5, 20, 60, 300, 2500, 4000]))), path)
        finish(path, 'l')
    elif kind < 0.90:
        os.mkfifo(path)
        finish(path, 'p')
    elif kind < 0.95:
        os.mknod(path, 0o20644, random.choice(WHITEOUTS + [os.makedev(1, 3), os.makedev(200, 3000)]))
        finish(path, 'c')
    else:
        os.mknod(path, random.choice([0o60644, 0o140644]), os.makedev(8, 1))
        finish(path, 's')


def fill(directory, depth):
    global count
    for _ in range(random.choice([130, 300, 800]) if random.random() < 0.04 else random.choice([0, 1, 3, 6, 12, 25]) if depth else 25):
        length = 255 if random.random() < 0.05 else random.randint(1, 14)
        path = os.path.join(directory, bytes(random.choice(ALPHABET) for _ in range(length)))
        if count < MAX_FILES and not os.path.lexists(path) and os.path.basename(path) not in (b'.', b'..'):
            count += 1
            add(path, depth)


os.mkdir(sys.argv[1])
fill(os.fsencode(sys.argv[1]), 0)
finish(os.fsencode(sys.argv[1]), 'd')

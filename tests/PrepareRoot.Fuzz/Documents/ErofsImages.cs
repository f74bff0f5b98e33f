using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>Small composefs images with every type of file, written without the reader's code.</summary>
internal static class ErofsImages
{
    private const int Start = 1152;
    private const int SlotSize = 32;

    internal static readonly Gen<byte[]> All = Gen.Choose(0, int.MaxValue).Select(seed => new Writer(new Random(seed)).Image());

    private sealed record Node(ushort Mode, byte Type, List<(string Name, Node Child)> Children)
    {
        internal int Offset;
        internal byte[] Tail = [];
        internal ulong Size;
        internal byte[] Xattrs = [];
        internal bool IsExtended;

        internal int Layout => Type == 1 && Xattrs.Length > 0 && Tail.Length == 4 ? 4 : 2;

        internal int HeaderSize => IsExtended ? 64 : 32;

        internal bool IsDirectory => Type == 2;
    }

    private sealed class Writer(Random random)
    {
        // S_IFMT by EROFS_FT_…
        private static readonly int[] _modes = [0, 0x8000, 0x4000, 0x2000, 0x6000, 0x1000, 0xc000, 0xa000];

        private readonly int _blockBits = random.Next(9, 13);
        private readonly List<Node> _nodes = [];
        private readonly List<byte> _shared = [];

        private int BlockSize => 1 << _blockBits;

        internal byte[] Image()
        {
            var root = Directory(2);
            var end = Place();
            FillDirectory(root, root);
            var shared = (end + BlockSize - 1) / BlockSize * BlockSize;
            var image = new byte[(shared + _shared.Count + BlockSize - 1) / BlockSize * BlockSize];
            Put(image, 0, 0xd078629a, 1, 0, 1);
            Put(image, 1024, 0xe0f5e1e2);
            image[1036] = (byte)_blockBits;
            BitConverter.TryWriteBytes(image.AsSpan(1038), (ushort)(root.Offset / SlotSize));
            Put(image, 1060, (uint)(image.Length >> _blockBits), 0, (uint)(shared >> _blockBits));
            foreach (var node in _nodes)
                Write(image, node);
            _shared.CopyTo(image, shared);
            return image;
        }

        private Node Directory(int depth)
        {
            var node = New(2, []);
            var names = Enumerable.Range(0, random.Next(5)).Select(_ => Name()).Distinct().ToList();
            foreach (var name in names)
                node.Children.Add((name, depth > 0 && random.Next(3) == 0 ? Directory(depth - 1) : File()));
            if (node.Children.FirstOrDefault(child => !child.Child.IsDirectory).Child is { } linked)
                node.Children.Add(("~link", linked));
            node.Tail = new byte[DirectorySize(node)];
            node.Size = (ulong)node.Tail.Length;
            return node;
        }

        private Node File()
        {
            var node = New((byte)(random.Next(2) == 0 ? 1 : random.Next(3, 8)), null);
            if (node.Type == 7)
                node.Tail = Bytes(random.Next(1, 60), 'a');
            else if (node.Type == 1 && node.Xattrs.Length == 0)
                node.Tail = Bytes(random.Next(64), 0);
            else if (node.Type == 1)
                node.Tail = [255, 255, 255, 255];
            node.Size = node.Layout == 4 ? (ulong)random.Next(65, 1 << 20) : (ulong)node.Tail.Length;
            return node;
        }

        private Node New(byte type, List<(string, Node)>? children)
        {
            var node = new Node((ushort)(_modes[type] | random.Next(0x1000)), type, children ?? []) { IsExtended = random.Next(2) == 0 };
            node.Xattrs = random.Next(3) == 0 ? [] : Xattrs();
            _nodes.Add(node);
            return node;
        }

        private byte[] Xattrs()
        {
            var digest = Bytes(32, 0);
            List<byte> entries =
            [
                .. Xattr(4, "overlay.redirect", Encoding.ASCII.GetBytes("/" + Convert.ToHexStringLower(digest).Insert(2, "/"))),
                .. Xattr(4, "overlay.metacopy", [0, 36, 0, 1, .. digest]),
            ];
            if (random.Next(2) == 0)
                entries.AddRange(Xattr((byte)random.Next(7), Name(), Bytes(random.Next(20), 0)));
            byte[] numbers = [];
            if (random.Next(2) == 0)
            {
                numbers = BitConverter.GetBytes(_shared.Count / 4);
                _shared.AddRange(Xattr(6, "selinux", Bytes(27, 'a')));
            }
            return [0, 0, 0, 0, (byte)(numbers.Length / 4), 0, 0, 0, 0, 0, 0, 0, .. numbers, .. entries];
        }

        private static byte[] Xattr(byte prefix, string name, byte[] value)
        {
            byte[] entry = [(byte)name.Length, prefix, (byte)value.Length, 0, .. Encoding.ASCII.GetBytes(name), .. value];
            return [.. entry, .. new byte[-entry.Length & 3]];
        }

        // An inode begins at a slot, and its tail must be in one block with its end.
        private int Place()
        {
            var at = Start;
            foreach (var node in _nodes)
            {
                var size = node.HeaderSize + node.Xattrs.Length;
                while (((at + size) & (BlockSize - 1)) + node.Tail.Length > BlockSize)
                    at += SlotSize;
                node.Offset = at;
                at = (at + size + node.Tail.Length + SlotSize - 1) / SlotSize * SlotSize;
            }
            return at;
        }

        private static int DirectorySize(Node node) => (12 * (node.Children.Count + 2)) + 3 + node.Children.Sum(child => child.Name.Length);

        private static void FillDirectory(Node node, Node parent)
        {
            List<(string Name, Node Child)> entries = [(".", node), ("..", parent), .. node.Children];
            entries.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
            var name = 12 * entries.Count;
            foreach (var (index, entry) in entries.Index())
            {
                var dirent = node.Tail.AsSpan(12 * index);
                BitConverter.TryWriteBytes(dirent, (ulong)(entry.Child.Offset / SlotSize));
                BitConverter.TryWriteBytes(dirent[8..], (ushort)name);
                dirent[10] = entry.Child.Type;
                Encoding.ASCII.GetBytes(entry.Name, node.Tail.AsSpan(name));
                name += entry.Name.Length;
                if (entry.Child.IsDirectory && entry.Name is not ("." or ".."))
                    FillDirectory(entry.Child, node);
            }
        }

        private static void Write(byte[] image, Node node)
        {
            var inode = image.AsSpan(node.Offset);
            BitConverter.TryWriteBytes(inode, (ushort)((node.IsExtended ? 1 : 0) | (node.Layout << 1)));
            BitConverter.TryWriteBytes(inode[2..], (ushort)(node.Xattrs.Length == 0 ? 0 : ((node.Xattrs.Length - 12) / 4) + 1));
            BitConverter.TryWriteBytes(inode[4..], node.Mode);
            BitConverter.TryWriteBytes(inode[8..], (uint)node.Size);
            BitConverter.TryWriteBytes(inode[16..], node.Layout == 4 ? 31u : 259u);
            node.Xattrs.CopyTo(inode[node.HeaderSize..]);
            node.Tail.CopyTo(inode[(node.HeaderSize + node.Xattrs.Length)..]);
        }

        private static void Put(byte[] image, int at, params uint[] numbers)
        {
            foreach (var (index, number) in numbers.Index())
                BitConverter.TryWriteBytes(image.AsSpan(at + (4 * index)), number);
        }

        private string Name() => Encoding.ASCII.GetString(Bytes(random.Next(1, 12), 'a'));

        private byte[] Bytes(int count, int least) => [.. Enumerable.Range(0, count).Select(_ => (byte)(least == 0 ? random.Next(256) : least + random.Next(26)))];
    }
}

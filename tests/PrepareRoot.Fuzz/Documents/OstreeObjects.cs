using System;
using FsCheck;
using FsCheck.Fluent;
using PrepareRoot.Formats;
using PrepareRoot.Support;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>Serialized GVariants: what is in an ostree repository.</summary>
internal static class OstreeObjects
{
    private static readonly Gen<string> _text = Make.OneOf(
        Make.Any("", "1", "subject", "{}", "é"), Gen.Choose(0, 300).Select(count => new string('x', count)));

    /// <summary>Arrays <c>aay</c>.</summary>
    internal static readonly Gen<byte[]> Arrays =
        Make.Array(Make.OneOf(Make.Bytes(64), Make.BytesUpTo(12), Make.Bytes(300)), 0, 5).Select(items => ObjectBuilder.Arrays(items));

    private static readonly Gen<(string Key, string Type, byte[] Value)> _entry = Make.OneOf(
        from key in Key() from text in _text select (key, "s", ObjectBuilder.Text(text)),
        from key in Key() from bytes in Make.BytesUpTo(40) select (key, "ay", bytes),
        from key in Key() from number in Make.Number() select (key, "t", BitConverter.GetBytes(number)),
        from key in Key() from arrays in Arrays select (key, "aay", arrays));

    /// <summary>Dictionaries <c>a{sv}</c> with any keys.</summary>
    internal static readonly Gen<byte[]> Dictionaries = Make.Array(_entry, 0, 5).Select(entries => ObjectBuilder.Dictionary(entries));

    /// <summary>What our own writer makes.</summary>
    internal static readonly Gen<byte[]> Written = Make.Array(
        Make.OneOf<Action<GVariantDictionaryWriter>>(
            from key in Key() from text in _text select new Action<GVariantDictionaryWriter>(writer => writer.Add(key, text)),
            from key in Key() from number in Make.Number() select new Action<GVariantDictionaryWriter>(writer => writer.Add(key, number, ~number)),
            from key in Key() from number in Make.Number() select new Action<GVariantDictionaryWriter>(writer => writer.Add(key, (number & 1) == 0))),
        0,
        5).Select(adds =>
        {
            var writer = new GVariantDictionaryWriter();
            foreach (var add in adds) add(writer);
            return writer.ToArray();
        });

    /// <summary>Commits.</summary>
    internal static readonly Gen<byte[]> Commits =
        from metadata in Metadata(("ostree.composefs.digest.v0", "ay", Make.Bytes(32)), ("ostree.container.image-config", "s", Make.Any("{}").Select(ObjectBuilder.Text)))
        from parent in Make.OneOf(Make.Bytes(32), Gen.Constant(Array.Empty<byte>()))
        from timestamp in Make.Number()
        from subject in _text
        select ObjectBuilder.Commit(metadata, parent, timestamp, subject);

    /// <summary>Detached metadata.</summary>
    internal static readonly Gen<byte[]> DetachedMetadata = Metadata(("ostree.sign.ed25519", "aay", Arrays), ("ostree.gpgsigs", "aay", Arrays));

    private static Gen<string> Key() => Make.OneOf(Make.Any("version", "a", "é", "ostree.ref-binding"), Make.Characters("abc.", 0, 12));

    // Each of these keys or not, in this order, and others before and after it.
    private static Gen<byte[]> Metadata(params (string Key, string Type, Gen<byte[]> Value)[] known)
    {
        var others = Make.Array(_entry, 0, 2);
        var entries = others;
        foreach (var (key, type, value) in known)
        {
            entries =
                from before in entries
                from one in value
                from count in Gen.Choose(0, 1)
                from after in others
                select ((string, string, byte[])[])[.. before, .. count == 0 ? [] : new[] { (key, type, one) }, .. after];
        }
        return entries.Select(all => ObjectBuilder.Dictionary(all));
    }
}

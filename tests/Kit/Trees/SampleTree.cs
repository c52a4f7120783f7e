namespace Mesh.Tests.Kit.Trees;

/// <summary>Makes trees to be backed up, out of a seeded generator.</summary>
public static class SampleTree
{
    /// <summary>
    /// A small tree with every kind of file: regular, empty, of several pieces, sparse, hard links across
    /// directories, symbolic links, fifos, odd names and modes, times before 1970, extended attributes; as
    /// root, devices and foreign owners too.
    /// </summary>
    public static void CreateEveryKind(string folder, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Directory.CreateDirectory(folder);
        var root = Posix.FromText(folder);
        Posix.MakeDirectory($"{root}/dir");
        Posix.MakeDirectory($"{root}/dir/deeper");
        Posix.MakeDirectory($"{root}/dir-dash");
        Posix.MakeDirectory($"{root}/empty-dir");
        Posix.WriteFile($"{root}/empty", 0);
        WriteRandom($"{root}/small", random, 1234);
        WriteRandom($"{root}/dir/pieces", random, 5_000_000 + random.Next(1_000_000));
        WriteText($"{root}/dir/deeper/text", random, 700_000);
        Posix.WriteFile(
            $"{root}/sparse",
            12 << 20,
            (3 << 20, Bytes(random, 10_000)),
            ((8 << 20) + 17, Bytes(random, 600_000)));
        Posix.WriteFile($"{root}/all-hole", 2 << 20);
        MakeLinks(root, random);
        MakeNames(root, random);
        MakeMetadata(root);
        if (Environment.IsPrivilegedProcess)
        {
            MakeWhatRootCan(root);
        }

        Posix.SetModified($"{root}/dir", 1_700_000_000, 5);
    }

    /// <summary>A random tree of directories and files, some of them of many pieces.</summary>
    public static void CreateRandom(string folder, Random random, int entries, int largest)
    {
        ArgumentNullException.ThrowIfNull(random);
        Directory.CreateDirectory(folder);
        var folders = new List<string> { Posix.FromText(folder) };
        for (var i = 0; i < entries; i++)
        {
            var parent = folders[random.Next(folders.Count)];
            var path = $"{parent}/{RandomName(random)}{i}";
            switch (random.Next(10))
            {
                case 0 or 1:
                    Posix.MakeDirectory(path);
                    folders.Add(path);
                    break;
                case 2:
                    Posix.MakeSymlink($"to-{i}", path);
                    break;
                default:
                    WriteRandom(path, random, random.Next(4) == 0 ? random.Next(largest) : random.Next(2000));
                    break;
            }
        }
    }

    /// <summary>Writes random bytes, which do not compress.</summary>
    public static void WriteRandom(string path, Random random, int size) =>
        Posix.WriteFile(path, size, (0, Bytes(random, size)));

    private static void MakeLinks(string root, Random random)
    {
        WriteRandom($"{root}/linked", random, 900_000);
        Posix.MakeLink($"{root}/linked", $"{root}/dir/deeper/linked-too");
        Posix.MakeLink($"{root}/linked", $"{root}/zz-linked");
        Posix.WriteFile($"{root}/linked-empty", 0);
        Posix.MakeLink($"{root}/linked-empty", $"{root}/dir/linked-empty");
        Posix.MakeSymlink("small", $"{root}/to-file");
        Posix.MakeSymlink("/does/not/exist", $"{root}/dangling");
        Posix.MakeSymlink("dir", $"{root}/to-dir");
        Posix.MakeFifo($"{root}/fifo");
    }

    private static void MakeNames(string root, Random random)
    {
        WriteRandom($"{root}/bad\xFF\xC3utf8", random, 20);
        Posix.MakeDirectory($"{root}/bad-dir\xE9");
        WriteRandom($"{root}/bad-dir\xE9/in it", random, 20);
        WriteRandom($"{root}/new\nline\tand\x01", random, 20);
        WriteRandom($"{root}/<&>\"quote'\\back", random, 20);
        WriteRandom($"{root}/{Posix.FromText("ünïcödé\u2028\U0001F600")}", random, 20);
        WriteRandom($"{root}/{new string('n', 255)}", random, 20);
    }

    private static void MakeMetadata(string root)
    {
        Posix.SetModified($"{root}/small", -312_345_678, 123_456_789);
        Posix.SetModified($"{root}/empty", 4_102_444_800, 1);
        Posix.SetModified($"{root}/dangling", 1_600_000_000, 987_654_321);
        Posix.SetAttribute($"{root}/small", "user.comment", [1, 0, 255]);
        Posix.SetAttribute($"{root}/small", "user.empty", []);
        Posix.SetAttribute($"{root}/dir", "user.of-a-directory", "yes"u8.ToArray());
        Posix.SetMode($"{root}/small", 0x9ED); // 4755
        Posix.SetMode($"{root}/empty", 0x100); // 0400
        Posix.SetMode($"{root}/dir-dash", 0x3FF); // 1777
        Posix.SetModified($"{root}/empty-dir", 1_500_000_000, 999_999_999);
    }

    private static void MakeWhatRootCan(string root)
    {
        Posix.MakeDevice($"{root}/char-device", block: false, 1, 3);
        Posix.MakeDevice($"{root}/block-device", block: true, 7, 200);
        WriteRandom($"{root}/foreign", new Random(1), 30);
        Posix.SetOwner($"{root}/foreign", 12345, 54321);
        Posix.SetOwner($"{root}/to-file", 1, 65534);
        Posix.SetAttribute($"{root}/foreign", "trusted.root-only", [7]);
    }

    private static void WriteText(string path, Random random, int size)
    {
        var text = new byte[size];
        for (var i = 0; i < size; i++)
        {
            text[i] = (byte)('a' + random.Next(random.Next(26) + 1));
        }

        Posix.WriteFile(path, size, (0, text));
    }

    private static string RandomName(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => "abcXYZ.-_ \xE4\xFF~"[random.Next(13)])]);

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}

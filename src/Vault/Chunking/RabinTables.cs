namespace Mesh.Vault.Chunking;

/// <summary>What a byte does to a Rabin fingerprint, for one polynomial.</summary>
internal sealed class RabinTables
{
    /// <summary>The bytes that a fingerprint covers.</summary>
    public const int Window = 64;

    /// <summary>How far the byte that a shift pushes out of the fingerprint is from its low end.</summary>
    public const int Shift = Polynomial.Degree - 8;

    public RabinTables(ulong polynomial)
    {
        for (var value = 0; value < 256; value++)
        {
            // The byte above the polynomial's degree is taken away and its remainder put in, in one xor.
            Reduce[value] = Polynomial.Mod((UInt128)(uint)value << Polynomial.Degree, polynomial)
                ^ (ulong)value << Polynomial.Degree;

            // What is left of a byte when all of the window has come after it, and one more byte.
            Leave[value] = (ulong)value;
            for (var i = 0; i < Window; i++)
            {
                Leave[value] = Polynomial.Mod((UInt128)Leave[value] << 8, polynomial);
            }
        }
    }

    /// <summary>By the fingerprint's top byte: what to xor after a shift by eight bits.</summary>
    public ulong[] Reduce { get; } = new ulong[256];

    /// <summary>By the byte that leaves the window: what to xor after the shift that lets it leave.</summary>
    public ulong[] Leave { get; } = new ulong[256];
}

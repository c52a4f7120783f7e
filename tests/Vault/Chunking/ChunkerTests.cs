using System.Security.Cryptography;
using Mesh.Tests.Kit;
using Mesh.Vault.Chunking;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Chunking;

public class ChunkerTests(ITestOutputHelper output)
{
    private const ulong SomePolynomial = 0x3DA3358B4DC173;

    [Fact]
    public void Cuts_where_a_byte_by_byte_fingerprint_says()
    {
        var random = Seed.NewRandom(output);
        var content = Content.Random(random, 3 << 20);
        content.AsSpan(1 << 20, 600 << 10).Clear();

        Assert.Equal(ByDefinition(content), Cut(content, content.Length));
    }

    [Fact]
    public void Cuts_the_same_however_the_bytes_arrive()
    {
        var random = Seed.NewRandom(output);
        var content = Content.Random(random, 12 << 20);
        var expected = Cut(content, content.Length);
        foreach (var step in (int[])[4_095, 65_536, 1_000_003, Chunker.MaxSize])
        {
            Assert.Equal(expected, Cut(content, step));
        }
    }

    [Fact]
    public void Content_without_a_cut_is_cut_at_the_largest_size()
    {
        // A window of equal bytes has one fingerprint, and this one is not a cut.
        var content = new byte[(2 * Chunker.MaxSize) + 5];
        content.AsSpan().Fill(0x55);

        Assert.Equal([Chunker.MaxSize, Chunker.MaxSize, 5], Cut(content, content.Length));
    }

    [Fact]
    public void Of_several_cuts_in_sight_the_first_counts()
    {
        // A window of zeros is always a cut. The places lie in each of the four stretches looked at at once.
        int[] places = [100, 5_000, 9_000, 13_000, 15_000];
        for (var chosen = 1; chosen < 1 << places.Length; chosen++)
        {
            var content = new byte[Chunker.MinSize + 20_000];
            content.AsSpan().Fill(0x55);
            var starts = places.Where((_, i) => (chosen >> i & 1) != 0).Select(p => Chunker.MinSize + p)
                .ToList();
            starts.ForEach(start => content.AsSpan(start, 64).Clear());

            Assert.Equal(starts[0] + 64, Cut(content, content.Length)[0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Chunker.MinSize - 1)]
    [InlineData(Chunker.MinSize)]
    public void A_file_no_longer_than_the_least_piece_is_one_piece(int length) =>
        Assert.Equal([length], Cut(new byte[length], length));

    [Fact]
    public void Zeros_are_cut_at_the_least_size() =>
        Assert.Equal(
            [Chunker.MinSize, Chunker.MinSize, 1], Cut(new byte[(2 * Chunker.MinSize) + 1], 1 << 20));

    [Fact]
    public void New_polynomials_are_irreducible_and_of_the_right_degree()
    {
        using var random = RandomNumberGenerator.Create();
        var polynomial = Polynomial.CreateIrreducible(random);

        Assert.Equal(Polynomial.Degree, Polynomial.DegreeOf(polynomial));
        Assert.True(Polynomial.IsIrreducible(polynomial));
    }

    [Theory]
    [InlineData(0b111UL, true)]
    [InlineData(0b101UL, false)]
    [InlineData(0b1011UL, true)]
    [InlineData(0b10001UL, false)]
    [InlineData(SomePolynomial, true)]
    [InlineData(SomePolynomial ^ 1, false)]
    public void Knows_irreducible_polynomials(ulong polynomial, bool isIrreducible) =>
        Assert.Equal(isIrreducible, Polynomial.IsIrreducible(polynomial));

    private static List<int> Cut(byte[] content, int step)
    {
        var chunker = new Chunker(new RabinTables(SomePolynomial));
        var lengths = new List<int>();
        var start = 0;
        var end = 0;
        while (start < content.Length)
        {
            var length = end == content.Length && start == end
                ? 0
                : chunker.FindCut(content.AsSpan(start..end), isEnd: end == content.Length);
            if (length == 0)
            {
                end = Math.Min(content.Length, end + step);
                continue;
            }

            lengths.Add(length);
            start += length;
        }

        return lengths;
    }

    // The window as a list, the fingerprint as the remainder of a division: slow, and plainly right.
    private static List<int> ByDefinition(byte[] content)
    {
        var lengths = new List<int>();
        var start = 0;
        for (var end = Chunker.MinSize; end <= content.Length; end++)
        {
            if (end - start < Chunker.MinSize)
            {
                continue;
            }

            ulong digest = 0;
            foreach (var value in content.AsSpan(end - 64, 64))
            {
                digest = Append(digest, value);
            }

            if ((digest & 0xFFFFF) == 0 || end - start == Chunker.MaxSize)
            {
                lengths.Add(end - start);
                start = end;
            }
        }

        return start < content.Length ? [.. lengths, content.Length - start] : lengths;
    }

    private static ulong Append(ulong digest, byte value)
    {
        digest = (digest << 8) | value;
        for (var bit = Polynomial.Degree + 7; bit >= Polynomial.Degree; bit--)
        {
            digest ^= (digest >> bit) != 0 ? SomePolynomial << (bit - Polynomial.Degree) : 0;
        }

        return digest;
    }
}
